// Package k3s is a stand-in for k3s: it keeps k3s's contract as far as the k3s
// driver relies on it, over this program's own control plane. Its nodes are
// simulated. What the contract is, and its sources: docs/k3s.md.
package k3s

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"meshstack/embedded/internal/components"
)

// Name is the program's file name where it stands in for k3s.
const Name = "k3s"

// defaultKubeconfig is what `k3s kubectl` uses where nothing else is said.
const defaultKubeconfig = "/etc/rancher/k3s/k3s.yaml"

// Run runs k3s's command of that name, if the program was called as k3s; ok is
// false where it was not, or there is no such command.
func Run(program, command string, args []string, version string) (code int, ok bool) {
	if filepath.Base(program) != Name {
		return 0, false
	}
	switch command {
	case "server", "agent":
		return run(command, args), true
	case "kubectl":
		return kubectl(args), true
	case "--version", "-v":
		fmt.Printf("k3s version %s+stand-in\n", version)
		return 0, true
	}
	return 0, false
}

func run(command string, args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	err := start(ctx, command, args)
	if err != nil && ctx.Err() == nil {
		logf("fatal: %v", err)
		return 1
	}
	return 0
}

func start(ctx context.Context, command string, args []string) error {
	o, err := parse(command, args)
	if err != nil {
		return err
	}
	if err := checkRegistries(o.registries); err != nil {
		return err
	}
	logf("starting k3s's stand-in as %s %s: its nodes are simulated, no container runs", command, o.nodeName)
	switch {
	case o.agent:
		return o.runAgent(ctx)
	case o.server != "":
		return o.runJoinedServer(ctx)
	}
	return o.runServer(ctx)
}

func kubectl(args []string) int {
	if os.Getenv("KUBECONFIG") == "" {
		os.Setenv("KUBECONFIG", defaultKubeconfig)
	}
	code, _ := components.Run(components.Kubectl, args)
	return code
}

func logf(format string, values ...any) {
	fmt.Fprintf(os.Stderr, "k3s: "+format+"\n", values...)
}
