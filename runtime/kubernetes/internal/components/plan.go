package components

import (
	"time"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
)

// Part is one process of the control plane.
type Part struct {
	// Name is the component's name and, where it is built in, its command.
	Name string
	// Program is the program's file; empty where it is this one.
	Program string
	// Args are its flags.
	Args []string
	// Certificate is the client certificate in the PKI directory with which it
	// calls the API server; empty where it does not call it.
	Certificate string
	// NeedsAPI is true where it is started when the API server is ready.
	NeedsAPI bool
	// Grace is the time it has to end by itself.
	Grace time.Duration
}

// Of lists the processes of a cluster in the order of their start. etcd and the
// API server start together: the API server needs longer than etcd until it
// asks for data.
//
// Each component is a process of its own. Together in one they would save 20 MB
// each (the code itself is shared), but a panic or a fatal log message of one
// would end them all, they would share one log, and the Kubernetes components
// keep their feature gates and logging in global variables.
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
