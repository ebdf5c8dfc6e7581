package components

import (
	"net/netip"
	"strconv"
	_ "time/tzdata" // for time zones of CronJobs

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
		// With several nodes, config.PodRange assigns the ranges.
		"--allocate-node-cidrs=" + strconv.FormatBool(len(c.Workers) == 0),
		"--cluster-cidr=" + c.PodCIDR,
		"--service-cluster-ip-range=" + c.ServiceCIDR,
		"--profiling=false",
		// The defaults (20, 30) protect a shared API server of a large cluster; here they
		// would only delay the user.
		"--kube-api-qps=200",
		"--kube-api-burst=400",
	}
	args = append(args, nodeMaskArgs(c)...)
	return append(append(args, emulatedVersionArgs(c)...), c.ControllerManager.ExtraArgs...)
}

// nodeMaskArgs assigns the whole pod range to one node if the node is real and the
// only one, or if the range is smaller than a node's default (/24, IPv6 /64).
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
