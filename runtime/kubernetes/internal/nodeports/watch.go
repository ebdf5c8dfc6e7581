package nodeports

import (
	"context"
	"log/slog"
	"net"
	"strconv"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"

	"meshstack/kubernetes/internal/forward"
)

// retryInterval separates attempts to open a port that another program uses.
const retryInterval = time.Second

// patience is how long a connection waits for a Service without endpoints: after a
// restart of the kubelet, pods are unready until the next probe.
const patience = 5 * time.Second

// Watcher maintains a listener for every TCP NodePort.
type Watcher struct {
	// Client reads Services.
	Client kubernetes.Interface
	// Listen opens a port on the machine.
	Listen func(port int) (net.Listener, error)
	// Node is the address of the NodePorts inside the cluster.
	Node string
	// Log is required.
	Log *slog.Logger

	open    map[int]context.CancelFunc
	refused map[int]bool // logged once
	running sync.WaitGroup
}

// Run watches until ctx is done. It keeps all ports open while the API server is
// unavailable.
func (w *Watcher) Run(ctx context.Context) {
	w.open, w.refused = map[int]context.CancelFunc{}, map[int]bool{}
	factory := informers.NewSharedInformerFactory(w.Client, 0)
	services := factory.Core().V1().Services()
	changed := make(chan struct{}, 1)
	signal := func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	}
	if _, err := services.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { signal() },
		UpdateFunc: func(any, any) { signal() },
		DeleteFunc: func(any) { signal() },
	}); err != nil {
		w.Log.Error("NodePorts will not answer on this machine", "error", err.Error())
		return
	}
	factory.Start(ctx.Done())
	defer factory.Shutdown()
	defer w.running.Wait()
	if !cache.WaitForCacheSync(ctx.Done(), services.Informer().HasSynced) {
		return
	}
	for {
		list, err := services.Lister().List(labels.Everything())
		again := time.Hour
		if err != nil {
			w.Log.Error("cannot list Services", "error", err.Error())
			again = retryInterval
		} else if !w.reconcile(ctx, portsOf(list)) {
			again = retryInterval
		}
		select {
		case <-ctx.Done():
			return
		case <-changed:
		case <-time.After(again):
		}
	}
}

// reconcile opens and closes listeners, and reports whether it opened all ports.
func (w *Watcher) reconcile(ctx context.Context, wanted map[int]*corev1.Service) (all bool) {
	isOpen := map[int]bool{}
	for port := range w.open {
		isOpen[port] = true
	}
	opening, closing := changes(isOpen, wanted)
	for _, port := range closing {
		w.open[port]()
		delete(w.open, port)
		w.Log.Info("NodePort closed", "port", port)
	}
	for port := range w.refused {
		if wanted[port] == nil {
			delete(w.refused, port)
		}
	}
	all = true
	for _, port := range opening {
		service := wanted[port].Namespace + "/" + wanted[port].Name
		listener, err := w.Listen(port)
		if err != nil {
			all = false
			if !w.refused[port] {
				w.Log.Warn("a NodePort does not answer on this machine; end the program that uses the port, or choose another nodePort. It is tried again every second",
					"port", port, "service", service, "error", err.Error())
			}
			w.refused[port] = true
			continue
		}
		delete(w.refused, port)
		portCtx, cancel := context.WithCancel(ctx)
		w.open[port] = cancel
		f := &forward.Forwarder{Listener: listener, Target: net.JoinHostPort(w.Node, strconv.Itoa(port)), Patience: patience}
		w.running.Go(func() { f.Run(portCtx) })
		w.Log.Info("NodePort open", "port", port, "service", service)
	}
	return all
}
