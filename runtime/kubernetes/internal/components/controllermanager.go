package components

import (
	"net/netip"
	"strconv"
	_ "time/tzdata" // time zones of CronJobs

	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	"k8s.io/kubernetes/cmd/kube-controller-manager/app"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
)

func runControllerManager(args []string) int {
	command := app.NewControllerManagerCommand()
	command.SetArgs(args)
	return cli.Run(command)
}

// controllerManagerArgs are the flags of kube-controller-manager.
func controllerManagerArgs(c *config.Config) []string {
	l := layout.Of(c)
	args := []string{
		"--kubeconfig=" + l.Kubeconfig(ControllerManager),
		"--secure-port=0",
		"--leader-elect=false",
		"--use-service-account-credentials=true",
		"--root-ca-file=" + l.Cert(layout.CA),
		"--service-account-private-key-file=" + l.Key(layout.ServiceAccount),
		"--cluster-signing-cert-file=" + l.Cert(layout.CA),
		"--cluster-signing-key-file=" + l.Key(layout.CA),
		// The nodes' shares are known beforehand where there are several.
		"--allocate-node-cidrs=" + strconv.FormatBool(len(c.Workers) == 0),
		"--cluster-cidr=" + c.PodCIDR,
		"--service-cluster-ip-range=" + c.ServiceCIDR,
		"--profiling=false",
		// The defaults (20, 30) are for large clusters that share one API
		// server; here they would only delay what the user waits for.
		"--kube-api-qps=200",
		"--kube-api-burst=400",
	}
	args = append(args, nodeMaskArgs(c)...)
	return append(append(args, emulatedVersionArgs(c)...), c.ControllerManager.ExtraArgs...)
}

// nodeMaskArgs gives the whole pod range to one node where the node is real and
// so the only one, or where the range is smaller than a node's default share
// (/24, in IPv6 /64).
func nodeMaskArgs(c *config.Config) []string {
	p, err := netip.ParsePrefix(c.PodCIDR)
	if err != nil {
		return nil
	}
	share := 24
	if p.Addr().Is6() {
		share = 64
	}
	if c.Node == nil && p.Bits() <= share {
		return nil
	}
	return []string{"--node-cidr-mask-size=" + strconv.Itoa(p.Bits())}
}
