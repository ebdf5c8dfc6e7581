// Package components holds the programs in this binary, and the flags with which
// the supervisor starts them.
package components

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// Names of the components, of their commands and of their log files.
const (
	Etcd              = "etcd"
	APIServer         = "kube-apiserver"
	ControllerManager = "kube-controller-manager"
	Scheduler         = "kube-scheduler"
	KWOK              = "kwok"
	Kubelet           = "kubelet"
	KubeProxy         = "kube-proxy"
	Kubectl           = "kubectl"
	// Containerd is a program of the machine, not a command of this binary.
	Containerd = "containerd"
)

// commands maps a name to its program. A program must be constructed only when it
// runs: two of them in one process panic, because both register their own feature
// gates in the same global registry.
var commands = map[string]func(args []string) int{
	Etcd:              interruptible(runEtcd),
	APIServer:         func(args []string) int { return RunAPIServer(args, nil) },
	ControllerManager: runControllerManager,
	Scheduler:         runScheduler,
	KWOK:              interruptible(runKWOK),
	Kubelet:           runKubelet,
	KubeProxy:         runKubeProxy,
	Kubectl:           runKubectl,
}

// Run runs a command and returns its exit code; ok is false if it does not exist.
func Run(name string, args []string) (code int, ok bool) {
	command, ok := commands[name]
	if !ok {
		return 0, false
	}
	return command(args), true
}

// interruptible cancels the context on SIGTERM and SIGINT.
func interruptible(run func(ctx context.Context, args []string) error) func(args []string) int {
	return func(args []string) int {
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
		defer stop()
		if err := run(ctx, args); err != nil && !errors.Is(err, context.Canceled) {
			fmt.Fprintln(os.Stderr, "error:", err)
			return 1
		}
		return 0
	}
}
