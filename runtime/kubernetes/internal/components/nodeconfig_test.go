package components

import (
	"encoding/json"
	"strings"
	"testing"

	kubeletv1beta1 "k8s.io/kubelet/config/v1beta1"
	"k8s.io/utils/ptr"

	"meshstack/kubernetes/internal/config"
)

func TestNodeConfigurationFollowsTheNamespaces(t *testing.T) {
	c := &config.Config{DataDir: "/d", LogDir: "/l", PKIDir: "/p", PodCIDR: "10.244.0.0/16", Node: &config.Node{Name: "n", SandboxImage: "pause:1"}}
	for name, test := range map[string]struct {
		inside Inside
		gate   bool
	}{
		"root":                     {Inside{Cgroup: "/meshstack-1"}, false},
		"rootless with cgroups":    {Inside{Cgroup: "/", UserNamespace: true}, true},
		"rootless without cgroups": {Inside{UserNamespace: true}, true},
	} {
		t.Run(name, func(t *testing.T) {
			text, err := KubeletConfig(c, test.inside)
			if err != nil {
				t.Fatal(err)
			}
			var kubelet kubeletv1beta1.KubeletConfiguration
			if err := json.Unmarshal(text, &kubelet); err != nil {
				t.Fatal(err)
			}
			cgroups := test.inside.Cgroup != ""
			if kubelet.CgroupRoot != test.inside.Cgroup || ptr.Deref(kubelet.CgroupsPerQOS, true) != cgroups {
				t.Errorf("the kubelet has cgroupRoot %q, cgroupsPerQOS %v", kubelet.CgroupRoot, *kubelet.CgroupsPerQOS)
			}
			if kubelet.FeatureGates["KubeletInUserNamespace"] != test.gate {
				t.Errorf("its feature gates are %v", kubelet.FeatureGates)
			}
			containerd, err := ContainerdConfig(c, test.inside)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Contains(string(containerd), "\n  disable_cgroup = true\n"); got == cgroups {
				t.Errorf("containerd has\n%s", containerd)
			}
		})
	}
}
