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

// kubeletArgs are the flags of the kubelet; all else is in KubeletConfig.
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

// Inside describes a node's namespaces.
type Inside struct {
	// Cgroup is the root of the node's cgroups. Empty without cgroups: limits of pods do
	// not hold then.
	Cgroup string
	// UserNamespace is true if the node's root is not the machine's.
	UserNamespace bool
	// CNI is the directory of the CNI plugins.
	CNI string
}

// KubeletConfig is the kubelet's configuration file.
func KubeletConfig(c *config.Config, inside Inside) ([]byte, error) {
	l := layout.Of(c)
	var features map[string]bool
	if inside.UserNamespace {
		// Ignores kernel settings and devices that belong to the machine's root.
		features = map[string]bool{"KubeletInUserNamespace": true}
	}
	return json.MarshalIndent(kubeletv1beta1.KubeletConfiguration{
		TypeMeta:                 metav1.TypeMeta{APIVersion: kubeletv1beta1.SchemeGroupVersion.String(), Kind: "KubeletConfiguration"},
		ContainerRuntimeEndpoint: "unix://" + l.ContainerdSocket(),
		PodLogsDir:               layout.PodLogsRoot,
		// The default is outside the cluster's directories.
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
		// The network reaches nothing outside the cluster, not even the machine's name
		// server.
		ResolverConfig: ptr.To(""),
		MaxPods:        podsOn(c.PodRange()),

		FeatureGates:  features,
		CgroupDriver:  "cgroupfs",
		CgroupRoot:    inside.Cgroup,
		CgroupsPerQOS: ptr.To(inside.Cgroup != ""),
		FailCgroupV1:  ptr.To(false),
		// Pods may use all resources of the machine, as its other programs may.
		EnforceNodeAllocatable: []string{"none"},
		FailSwapOn:             ptr.To(false),
		// Without CAP_SYS_RESOURCE a score cannot be lowered.
		OOMScoreAdj: ptr.To[int32](0),
		// kube-proxy maintains its own chains.
		MakeIPTablesUtilChains: ptr.To(false),

		// Imported images cannot be pulled again, so disk pressure must not delete them.
		ImageGCHighThresholdPercent: ptr.To[int32](100),
		ImageGCLowThresholdPercent:  ptr.To[int32](99),
		// Percentages of a large disk would trigger with room for thousands of clusters.
		// Signals that are not listed are not monitored.
		EvictionHard: map[string]string{"memory.available": "100Mi", "nodefs.available": "200Mi", "imagefs.available": "200Mi"},
		// The default of five minutes prevents oscillation among nodes. Here the user has freed
		// the disk and waits.
		EvictionPressureTransitionPeriod: metav1.Duration{Duration: 10 * time.Second},

		ContainerLogMaxSize:                       "10Mi",
		ContainerLogMaxFiles:                      ptr.To[int32](2),
		ConfigMapAndSecretChangeDetectionStrategy: kubeletv1beta1.WatchChangeDetectionStrategy,
		SerializeImagePulls:                       ptr.To(false),
		EnableProfilingHandler:                    ptr.To(false),
		RuntimeRequestTimeout:                     metav1.Duration{Duration: 2 * time.Minute},
		// A node that became unready while containerd restarted gets no traffic until the kubelet reports again.
		NodeStatusUpdateFrequency: metav1.Duration{Duration: 2 * time.Second},
		NodeStatusReportFrequency: metav1.Duration{Duration: 5 * time.Minute},
	}, "", "  ")
}

// podsOn is the number of usable addresses on the node: the range without the
// network, gateway and broadcast addresses.
func podsOn(p netip.Prefix) int32 {
	if hostBits := p.Addr().BitLen() - p.Bits(); hostBits < 7 {
		return int32(1<<hostBits) - 3
	}
	return maxPods
}
