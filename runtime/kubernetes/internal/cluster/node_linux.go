package cluster

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/klog/v2"

	"meshstack/kubernetes/internal/components"
	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/forward"
	"meshstack/kubernetes/internal/layout"
	"meshstack/kubernetes/internal/node"
	"meshstack/kubernetes/internal/nodeports"
	"meshstack/kubernetes/internal/self"
	"meshstack/kubernetes/internal/supervisor"
)

// InitCommand is the command of a node's first process.
const InitCommand = node.InitCommand

// apiPatience is how long an API client waits while the API server restarts after
// a failure.
const apiPatience = 10 * time.Second

// serveNode runs the cluster in its own namespaces.
func serveNode(ctx context.Context, c *config.Config) error {
	programs, err := node.Check(c)
	if err != nil {
		return err
	}
	held, err := claim(c)
	if err != nil {
		return err
	}
	defer held.release()
	if err := node.Cleanup(c); err != nil {
		return err
	}
	listener, err := listen(ctx, c, held.unclean)
	if err != nil {
		return err
	}
	return node.Run(ctx, c, programs, listener)
}

// Cleanup ends the leftovers of a killed supervisor, also if the configuration no
// longer has a node.
func Cleanup(c *config.Config) error { return whileStopped(c, node.Cleanup) }

// RemoveData does what Cleanup does, and removes the files that may belong to
// subordinate ids. The user who ran serve can delete the rest.
func RemoveData(c *config.Config) error {
	return whileStopped(c, func(c *config.Config) error {
		if err := node.Cleanup(c); err != nil {
			return err
		}
		return node.RemoveData(context.Background(), c)
	})
}

// whileStopped works on a cluster that does not run.
func whileStopped(c *config.Config, work func(*config.Config) error) error {
	if _, err := os.Stat(c.DataDir); err == nil {
		held, err := lock(layout.Of(c).Lock())
		if err != nil {
			return err
		}
		defer held.release()
	}
	return work(c)
}

// CheckNode tries whether this machine can be a node, with a root file system (or none)
// and data in a directory.
func CheckNode(root, dataDir string) Support {
	mode, missing := node.Try(context.Background(), root, dataDir)
	return Support{Supported: len(missing) == 0, Mode: mode.String(), Cgroups: mode.Limits(), Missing: missing}
}

// RunInit is the first process of a node: of the control plane's node, or of a
// worker if a file is given. It returns the exit code.
func RunInit(args []string) int {
	signal.Ignore(syscall.SIGHUP)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if len(args) > 0 {
		return runWorker(ctx, args[0])
	}
	machine, err := node.Enter()
	if err != nil {
		return failed(machine, err)
	}
	if machine.Done {
		return 0
	}
	if err := reaping(func() error { return run(ctx, machine.Config, &nodeExtension{machine}) }); err != nil {
		return failed(machine, err)
	}
	return 0
}

func runWorker(ctx context.Context, file string) int {
	c, err := node.EnterWorker(file)
	if err == nil {
		err = reaping(func() error { return run(ctx, c, workerExtension{c}) })
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// reaping runs f and reaps orphans meanwhile, as a first process must.
func reaping(work func() error) (err error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		err = work()
	}()
	node.Reap(done)
	return err
}

// failed reports the reason to serve, or on standard error if started by hand.
func failed(machine *node.Machine, err error) int {
	if machine == nil {
		fmt.Fprintln(os.Stderr, err)
	} else {
		fmt.Fprintln(machine.Failure, err)
	}
	return 1
}

// nodeExtension extends the supervisor of the control plane's node.
type nodeExtension struct{ machine *node.Machine }

func (n *nodeExtension) adjust(p *supervisor.Process, a *api) { adjust(n.machine.Config, p, a) }

// workerGrace is how long a worker may take to end, its containers first.
const workerGrace = 12 * time.Second

// processes returns the first processes of the workers.
func (n *nodeExtension) processes(a *api) ([]supervisor.Process, error) {
	executable, err := self.Executable()
	if err != nil {
		return nil, err
	}
	c := n.machine.Config
	var all []supervisor.Process
	for i := range c.Workers {
		file, err := n.machine.Hand(i)
		if err != nil {
			return nil, fmt.Errorf("cannot hand over to the worker %s: %w", c.Workers[i].Name, err)
		}
		worker := c.Worker(i)
		if err := os.MkdirAll(worker.LogDir, 0o700); err != nil {
			return nil, err
		}
		all = append(all, supervisor.Process{
			Name:    worker.Node.Name,
			Path:    executable,
			Args:    []string{InitCommand, file},
			Dir:     worker.DataDir,
			LogFile: layout.Of(c).Log(worker.Node.Name),
			Gate: func(ctx context.Context) error {
				if err := n.machine.RenewCgroups(worker); err != nil {
					return err
				}
				return a.ready(ctx)
			},
			Namespaces: node.Namespaces,
			Started:    func(pid int) error { return node.Connect(worker, pid) },
			Grace:      workerGrace,
		})
	}
	return all, nil
}

// workerExtension extends the supervisor of a worker.
type workerExtension struct{ config *config.Config }

func (w workerExtension) adjust(p *supervisor.Process, a *api) { adjust(w.config, p, a) }

func (workerExtension) processes(*api) ([]supervisor.Process, error) { return nil, nil }

func (workerExtension) help(context.Context, *api, *slog.Logger) {}

// adjust makes the programs of a node wait for their requirements.
func adjust(c *config.Config, p *supervisor.Process, a *api) {
	socket := layout.Of(c).ContainerdSocket()
	switch p.Name {
	case components.Kubelet:
		p.Gate = func(ctx context.Context) error {
			if err := a.until(ctx, func() error { return answers(socket) }); err != nil {
				return err
			}
			return a.ready(ctx)
		}
		p.Stopped = func() { node.StopContainers(socket) }
	case components.KubeProxy:
		// kube-proxy reads the node's address once and otherwise waits for seconds.
		p.Gate = func(ctx context.Context) error {
			return a.until(ctx, func() error { return a.nodeHasAddress(ctx, c.Node.Name) })
		}
	}
}

func (n *nodeExtension) help(ctx context.Context, a *api, log *slog.Logger) {
	c := n.machine.Config
	klog.SetSlogLogger(log) // the client logs the end of watches
	var helpers sync.WaitGroup
	defer helpers.Wait()
	helpers.Go(func() {
		port := strconv.Itoa(c.APIServer.Port)
		f := &forward.Forwarder{Listener: n.machine.API, Target: net.JoinHostPort("127.0.0.1", port), Patience: apiPatience}
		f.Run(ctx)
	})
	if a.ready(ctx) != nil {
		return
	}
	helpers.Go(func() {
		// Only the end of the context is an error here.
		_ = a.until(ctx, func() error { return a.deleteFormerNodes(ctx, c) })
	})
	w := &nodeports.Watcher{Client: a.client, Listen: n.machine.Listen, Node: c.Node.Address, Log: log}
	w.Run(ctx)
}

// answers reports whether a program listens on a unix socket.
func answers(socket string) error {
	c, err := net.Dial("unix", socket)
	if err != nil {
		return err
	}
	return c.Close()
}

// nodeHasAddress fails until the kubelet has registered the node.
func (a *api) nodeHasAddress(ctx context.Context, name string) error {
	n, err := a.client.CoreV1().Nodes().Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return err
	}
	for _, address := range n.Status.Addresses {
		if address.Type == corev1.NodeInternalIP {
			return nil
		}
	}
	return fmt.Errorf("the node %s has no address yet", name)
}
