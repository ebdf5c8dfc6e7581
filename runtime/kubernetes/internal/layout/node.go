package layout

import "path/filepath"

// Names of the certificates that a node adds to the PKI directory.
const (
	// Kubelet is the kubelet's client certificate (CN=system:node:NAME, O=system:nodes).
	Kubelet = "kubelet"
	// KubeletServing is the kubelet's serving certificate.
	KubeletServing = "kubelet-serving"
	// KubeProxy is kube-proxy's client certificate (CN=system:kube-proxy).
	KubeProxy = "kube-proxy"
)

// Paths inside the node's mount namespace, where they hide the machine's.
const (
	// KubeletRoot is NodeKubelet inside.
	KubeletRoot = "/var/lib/kubelet"
	// ContainerdRoot is NodeContainerd inside.
	ContainerdRoot = "/var/lib/containerd"
	// PodLogsRoot is PodLogs inside.
	PodLogsRoot = "/var/log/pods"
	// ContainerdState is in memory, because it describes running containers.
	ContainerdState = "/run/containerd"
	// CNIConfig is the directory of the network configuration, in memory.
	CNIConfig = "/run/cni/net.d"
)

// HandoverFile contains the handover to a worker's first process.
func (l Layout) HandoverFile() string { return filepath.Join(l.c.DataDir, "handover.json") }

// NodeKubelet holds the kubelet's volumes of pods and its checkpoints.
func (l Layout) NodeKubelet() string { return filepath.Join(l.c.DataDir, "kubelet") }

// NodeContainerd holds the images and the containers' file systems.
func (l Layout) NodeContainerd() string { return filepath.Join(l.c.DataDir, "containerd") }

// NodeTemp is the temporary directory of the node's programs, emptied at every start.
func (l Layout) NodeTemp() string { return filepath.Join(l.c.DataDir, "tmp") }

// PodLogs contains the output of the containers.
func (l Layout) PodLogs() string { return filepath.Join(l.c.LogDir, "pods") }

// ContainerdSocket is reachable inside and outside the node's namespaces.
func (l Layout) ContainerdSocket() string { return filepath.Join(l.c.DataDir, "containerd.sock") }

// ContainerdConfig is the generated configuration of containerd.
func (l Layout) ContainerdConfig() string { return filepath.Join(l.c.DataDir, "containerd.toml") }

// KubeletConfig is the generated configuration of the kubelet.
func (l Layout) KubeletConfig() string { return filepath.Join(l.c.DataDir, "kubelet.json") }

// RunRecord identifies the processes of the current run.
func (l Layout) RunRecord() string { return filepath.Join(l.c.DataDir, "run.json") }

// NodeData lists what containers write to, which may belong to other users than the
// one who runs serve.
func (l Layout) NodeData() []string {
	return []string{
		l.NodeContainerd(), l.NodeKubelet(), l.NodeTemp(), filepath.Join(l.c.DataDir, "nodes"),
		l.PodLogs(), filepath.Join(l.c.LogDir, "nodes"),
	}
}
