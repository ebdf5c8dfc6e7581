// Package components holds the programs that are built into the binary, and the
// flags with which the supervisor starts each of them.
package components

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// Names of the components, which are also the names of their commands and of
// their log files.
const (
	Etcd              = "etcd"
	APIServer         = "kube-apiserver"
	ControllerManager = "kube-controller-manager"
	Scheduler         = "kube-scheduler"
	KWOK              = "kwok"
	Kubelet           = "kubelet"
	KubeProxy         = "kube-proxy"
	Kubectl           = "kubectl"
	// Containerd is a program of the machine, and no command of this one.
	Containerd = "containerd"
)

// commands maps a name to the program. Each program is only constructed when it
// is the one that runs: they share Kubernetes' global feature gates, and panic
// when two of them register their own in one process.
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

// Run runs the named command with its own arguments and returns its exit code;
// ok is false where there is no such command.
func Run(name string, args []string) (code int, ok bool) {
	command, ok := commands[name]
	if !ok {
		return 0, false
	}
	return command(args), true
}

// interruptible adapts a function that runs until its context ends: SIGTERM or
// SIGINT end it.
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
