// Command k3s is a fake of k3s for tests: it keeps the part of k3s's contract that
// the k3s driver relies on, over the control plane of runtime/kubernetes. Its
// nodes are simulated. docs/k3s.md states the contract and its sources.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"k8s.io/component-base/version"

	"meshstack/kubernetes/internal/components"
	"meshstack/kubernetes/join"
)

// defaultKubeconfig is the kubeconfig that `k3s kubectl` uses by default.
const defaultKubeconfig = "/etc/rancher/k3s/k3s.yaml"

// joinConfigFlag gives the API server the file that join.Config.Write wrote.
const joinConfigFlag = "--k3s-join-config="

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "k3s: the command is missing: expected server, agent, kubectl or --version")
		os.Exit(2)
	}
	command, args := os.Args[1], os.Args[2:]
	switch command {
	case "server", "agent":
		os.Exit(run(command, args))
	case "kubectl":
		os.Exit(kubectl(args))
	case "--version", "-v":
		fmt.Printf("k3s version %s+fake\n", version.Get().GitVersion)
	case components.APIServer:
		os.Exit(runAPIServer(args))
	default:
		// The supervisor starts each component as a command of this binary.
		code, ok := components.Run(command, args)
		if !ok {
			fmt.Fprintf(os.Stderr, "k3s: unknown command %q: expected server, agent, kubectl or --version\n", command)
			os.Exit(2)
		}
		os.Exit(code)
	}
}

// runAPIServer runs the API server with the endpoints by which nodes join.
func runAPIServer(args []string) int {
	var file string
	var rest []string
	for _, arg := range args {
		if value, ok := strings.CutPrefix(arg, joinConfigFlag); ok {
			file = value
		} else {
			rest = append(rest, arg)
		}
	}
	wrap, err := join.Wrap(file)
	if err != nil {
		logf("fatal: %v", err)
		return 1
	}
	return components.RunAPIServer(rest, wrap)
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
	logf("starting the k3s fake as %s %s: its nodes are simulated, no container runs", command, o.nodeName)
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
