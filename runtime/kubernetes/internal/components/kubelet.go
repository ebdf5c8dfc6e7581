package components

import (
	"encoding/json"
	"net/netip"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	kubeletv1beta1 "k8s.io/kubelet/config/v1beta1"
	"k8s.io/utils/ptr"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
)

// maxPods is the kubelet's default number of pods on a node.
const maxPods = 110

// kubeletArgs are the flags of the kubelet; what is no flag is in its file.
func kubeletArgs(c *config.Config) []string {
	l := layout.Of(c)
	return []string{
		"--config=" + l.KubeletConfig(),
		"--kubeconfig=" + l.Kubeconfig(Kubelet),
		"--hostname-override=" + c.Node.Name,
		"--node-ip=" + c.Node.Address,
		"--node-labels=" + corev1.LabelInstanceTypeStable + "=embedded",
		"--root-dir=" + layout.KubeletRoot,
	}
}

// KubeletConfig is the kubelet's configuration file.
func KubeletConfig(c *config.Config, cgroup string) ([]byte, error) {
	l := layout.Of(c)
	return json.MarshalIndent(kubeletv1beta1.KubeletConfiguration{
		TypeMeta:                 metav1.TypeMeta{APIVersion: kubeletv1beta1.SchemeGroupVersion.String(), Kind: "KubeletConfiguration"},
		ContainerRuntimeEndpoint: "unix://" + l.ContainerdSocket(),
		PodLogsDir:               layout.PodLogsRoot,
		// Its default is outside what is the cluster's own.
		VolumePluginDir:   layout.KubeletRoot + "/volume-plugins",
		Address:           c.Node.Address,
		HealthzPort:       ptr.To[int32](0),
		TLSCertFile:       l.Cert(layout.KubeletServing),
		TLSPrivateKeyFile: l.Key(layout.KubeletServing),
		Authentication: kubeletv1beta1.KubeletAuthentication{
			X509:      kubeletv1beta1.KubeletX509Authentication{ClientCAFile: l.Cert(layout.CA)},
			Webhook:   kubeletv1beta1.KubeletWebhookAuthentication{Enabled: ptr.To(true)},
			Anonymous: kubeletv1beta1.KubeletAnonymousAuthentication{Enabled: ptr.To(false)},
		},
		Authorization: kubeletv1beta1.KubeletAuthorization{Mode: kubeletv1beta1.KubeletAuthorizationModeWebhook},
		ClusterDNS:    []string{c.Node.ClusterDNS},
		ClusterDomain: c.Node.ClusterDomain,
		// Nothing outside the cluster can be reached, the machine's name server
		// neither.
		ResolverConfig: ptr.To(""),
		MaxPods:        podsOn(c.PodRange()),

		CgroupDriver: "cgroupfs",
		CgroupRoot:   cgroup,
		FailCgroupV1: ptr.To(false),
		// Pods may use what the machine has, as its other programs may.
		EnforceNodeAllocatable: []string{"none"},
		FailSwapOn:             ptr.To(false),
		// Without CAP_SYS_RESOURCE a score cannot be lowered.
		OOMScoreAdj: ptr.To[int32](0),
		// kube-proxy keeps its own chains.
		MakeIPTablesUtilChains: ptr.To(false),

		// Images were imported and cannot be pulled again: they are never removed
		// for want of space.
		ImageGCHighThresholdPercent: ptr.To[int32](100),
		ImageGCLowThresholdPercent:  ptr.To[int32](99),
		// Shares of a large disk would trip while it has room for thousands of
		// such clusters. What is not named here is not looked at.
		EvictionHard: map[string]string{"memory.available": "100Mi", "nodefs.available": "200Mi", "imagefs.available": "200Mi"},

		ContainerLogMaxSize:                       "10Mi",
		ContainerLogMaxFiles:                      ptr.To[int32](2),
		ConfigMapAndSecretChangeDetectionStrategy: kubeletv1beta1.WatchChangeDetectionStrategy,
		SerializeImagePulls:                       ptr.To(false),
		EnableProfilingHandler:                    ptr.To(false),
		RuntimeRequestTimeout:                     metav1.Duration{Duration: 2 * time.Minute},
		// A node that was not ready while containerd started anew takes no traffic until the kubelet has looked again.
		NodeStatusUpdateFrequency: metav1.Duration{Duration: 2 * time.Second},
		NodeStatusReportFrequency: metav1.Duration{Duration: 5 * time.Minute},
	}, "", "  ")
}

// podsOn is how many pods find an address on the node: the range without the
// network's, the gateway's and the broadcast address.
func podsOn(p netip.Prefix) int32 {
	if hostBits := p.Addr().BitLen() - p.Bits(); hostBits < 7 {
		return int32(1<<hostBits) - 3
	}
	return maxPods
}
