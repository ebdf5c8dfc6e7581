package components

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"meshstack/kubernetes/internal/config"
)

func example() *config.Config {
	return &config.Config{
		DataDir: "/d", LogDir: "/l", PKIDir: "/p",
		APIServer:         config.APIServer{BindAddress: "127.0.0.1", Port: 7443, ExtraArgs: []string{"--v=4"}},
		ControllerManager: config.Component{ExtraArgs: []string{"--v=5"}},
		Scheduler:         config.Component{ExtraArgs: []string{"--v=6"}},
		ServiceCIDR:       "10.96.0.0/12", PodCIDR: "10.244.0.0/16", NodePortRange: "30000-32767",
	}
}

func exampleNode() *config.Node {
	return &config.Node{Name: "node-0", Address: "198.18.0.1", SandboxImage: "pause:1", ClusterDNS: "10.96.0.10", ClusterDomain: "cluster.local"}
}

func names(parts []Part) []string {
	var all []string
	for _, p := range parts {
		all = append(all, p.Name)
	}
	return all
}

func TestParts(t *testing.T) {
	c := example()
	want := []string{Etcd, APIServer, ControllerManager, Scheduler}
	if got := names(Of(c)); !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	c.SimulatedNodes = true
	if got := names(Of(c)); !slices.Equal(got, append(want, KWOK)) {
		t.Errorf("with simulated nodes: got %v", got)
	}
	c.SimulatedNodes, c.Node = false, exampleNode()
	// The kubelet is last, so that it stops first and restarts no container.
	if got := names(Of(c)); !slices.Equal(got, append(want, Containerd, KubeProxy, Kubelet)) {
		t.Errorf("with a node: got %v", got)
	}
	for _, p := range Of(c) {
		if p.Program != "" {
			continue // the machine's
		}
		if _, ok := commands[p.Name]; !ok {
			t.Errorf("%s is not a command", p.Name)
		}
	}
}

func TestExtraArgsComeLast(t *testing.T) {
	c := example()
	c.EmulatedVersion = "1.32"
	for name, last := range map[string]string{APIServer: "--v=4", ControllerManager: "--v=5", Scheduler: "--v=6"} {
		part := Of(c)[slices.Index(names(Of(c)), name)]
		if got := part.Args[len(part.Args)-1]; got != last {
			t.Errorf("%s ends with %s", name, got)
		}
		if !slices.Contains(part.Args, "--emulated-version=1.32") {
			t.Errorf("%s does not emulate", name)
		}
	}
}

func TestOnlyTheAPIServerListens(t *testing.T) {
	for _, part := range Of(example()) {
		switch part.Name {
		case ControllerManager, Scheduler:
			if !slices.Contains(part.Args, "--secure-port=0") {
				t.Errorf("%s listens", part.Name)
			}
		case Etcd:
			if !slices.ContainsFunc(part.Args, func(arg string) bool { return strings.HasPrefix(arg, "--listen-socket=") }) {
				t.Error("etcd has no socket")
			}
		}
	}
}

// A node changes the addresses of the API server and how it verifies the kubelet.
func TestAPIServerAddresses(t *testing.T) {
	c := example()
	args := strings.Join(apiServerArgs(c), " ")
	for _, want := range []string{"--bind-address=127.0.0.1", "--endpoint-reconciler-type=none"} {
		if !strings.Contains(args, want) {
			t.Errorf("without a node %s is missing", want)
		}
	}
	c.Node = exampleNode()
	args = strings.Join(apiServerArgs(c), " ")
	for _, want := range []string{"--bind-address=0.0.0.0", "--advertise-address=198.18.0.1", "--kubelet-certificate-authority=/p/ca.crt"} {
		if !strings.Contains(args, want) {
			t.Errorf("with a node %s is missing", want)
		}
	}
	if strings.Contains(args, "--endpoint-reconciler-type") {
		t.Error("with a node the Service kubernetes has no endpoint")
	}
	if got := strings.Join(nodeMaskArgs(c), " "); got != "--node-cidr-mask-size=16" {
		t.Errorf("the only node's share is %q", got)
	}
}

func TestPodsOn(t *testing.T) {
	for podCIDR, want := range map[string]int32{"10.244.0.0/16": 110, "10.244.0.0/25": 110, "10.244.0.0/26": 61, "10.244.0.0/29": 5} {
		if got := podsOn(netip.MustParsePrefix(podCIDR)); got != want {
			t.Errorf("%s: %d, want %d", podCIDR, got, want)
		}
	}
}

func TestNodeMask(t *testing.T) {
	for podCIDR, want := range map[string]string{
		"10.244.0.0/16": "", "10.244.0.0/24": "", "10.244.0.0/26": "--node-cidr-mask-size=26",
		"fd00::/48": "", "fd00::/112": "--node-cidr-mask-size=112",
	} {
		if got := strings.Join(nodeMaskArgs(&config.Config{PodCIDR: podCIDR}), " "); got != want {
			t.Errorf("%s: %q, want %q", podCIDR, got, want)
		}
	}
}

func TestKWOKStages(t *testing.T) {
	stages, err := kwokStages()
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for ref, list := range stages {
		count[ref.Kind] = len(list)
	}
	if count["Node"] != 2 || count["Pod"] != 3 {
		t.Errorf("stages by kind: %v", count)
	}
}

func TestWorkersParts(t *testing.T) {
	c := example()
	c.Node = exampleNode()
	c.Workers = []config.Worker{{Name: "node-1", Address: "198.18.0.2"}}
	var names []string
	for _, part := range Of(c.Worker(0)) {
		names = append(names, part.Name)
		if text := strings.Join(part.Args, " "); strings.Contains(text, "=/d/kubelet") || strings.Contains(text, c.Node.Address) {
			t.Errorf("%s of the worker has arguments of the first node: %s", part.Name, text)
		}
	}
	if !slices.Equal(names, []string{Containerd, KubeProxy, Kubelet}) {
		t.Errorf("a worker runs %v", names)
	}
}
