package components

import (
	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
)

// kubeProxyArgs are the flags of kube-proxy.
func kubeProxyArgs(c *config.Config) []string {
	return []string{
		"--kubeconfig=" + layout.Of(c).Kubeconfig(KubeProxy),
		"--proxy-mode=iptables",
		"--hostname-override=" + c.Node.Name,
		"--cluster-cidr=" + c.PodCIDR,
		// The default waits a second between two changes; a small cluster's rules take
		// milliseconds.
		"--iptables-min-sync-period=50ms",
		// Without CAP_SYS_RESOURCE a score cannot be lowered.
		"--oom-score-adj=0",
		// The size of the connection table is a setting of the machine.
		"--conntrack-max-per-core=0",
		"--conntrack-min=0",
	}
}
