package components

import (
	"time"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
)

// Part is one process of a cluster.
type Part struct {
	// Name is the component's name and, if it is built in, its command.
	Name string
	// Program is the program's file. Default: this binary.
	Program string
	// Args are its flags.
	Args []string
	// Certificate is the client certificate in the PKI directory with which it calls
	// the API server. Default: none.
	Certificate string
	// NeedsAPI delays the start until the API server is ready.
	NeedsAPI bool
	// Grace is the time between SIGTERM and SIGKILL.
	Grace time.Duration
}

// Of lists the processes of a cluster in start order. etcd and the API server start
// together, because the API server needs longer than etcd before it reads data.
//
// Each component is a separate process. One process would save 20 MB per component,
// but a panic of one would end all, they would share a log, and the Kubernetes
// components keep their feature gates and logging in global variables.
func Of(c *config.Config) []Part {
	var parts []Part
	if c.Cluster() == nil {
		parts = controlPlane(c)
	}
	if c.Node != nil {
		parts = append(parts,
			Part{Name: Containerd, Program: Containerd, Args: containerdArgs(c), Grace: 2 * time.Second},
			Part{Name: KubeProxy, Args: kubeProxyArgs(c), Certificate: layout.KubeProxy, NeedsAPI: true, Grace: 300 * time.Millisecond},
			Part{Name: Kubelet, Args: kubeletArgs(c), Certificate: layout.Kubelet, NeedsAPI: true, Grace: time.Second},
		)
	}
	if c.SimulatedNodes {
		parts = append(parts, Part{Name: KWOK, Args: kwokArgs(c), Certificate: layout.KWOK, NeedsAPI: true, Grace: 300 * time.Millisecond})
	}
	return parts
}

func controlPlane(c *config.Config) []Part {
	return []Part{
		{Name: Etcd, Args: etcdArgs(c), Grace: time.Second},
		{Name: APIServer, Args: apiServerArgs(c), Grace: time.Second},
		{Name: ControllerManager, Args: controllerManagerArgs(c), Certificate: layout.ControllerManager, NeedsAPI: true, Grace: 300 * time.Millisecond},
		{Name: Scheduler, Args: schedulerArgs(c), Certificate: layout.Scheduler, NeedsAPI: true, Grace: 300 * time.Millisecond},
	}
}
