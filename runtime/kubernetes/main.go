// Command meshstack-kubernetes is a Kubernetes in one binary: etcd, the API server,
// the controller manager, the scheduler, the kubelet, kube-proxy, KWOK for simulated
// nodes, and kubectl.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/spf13/pflag"

	"meshstack/kubernetes/internal/cluster"
	"meshstack/kubernetes/internal/components"
	"meshstack/kubernetes/internal/config"
)

const usage = `meshstack-kubernetes: a Kubernetes control plane in one binary.

  serve --config FILE.json   run a cluster until SIGTERM or SIGINT
  check [--root DIR] [--data-dir DIR]
                             try whether this machine can be a real node, as JSON
  cleanup --config FILE.json end the leftovers of a killed serve
  remove-data --config FILE.json
                             delete images, containers, volumes and pods' logs
  kubectl ...                kubectl
  version                    the built-in versions, as JSON

The components, each with its own flags (--help lists them):
  etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kwok
`

func main() {
	if len(os.Args) < 2 {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
	}
	name, args := os.Args[1], os.Args[2:]
	if code, ok := components.Run(name, args); ok {
		os.Exit(code)
	}
	var err error
	switch name {
	case "serve":
		err = withConfig(name, args, serve)
	case "cleanup":
		err = withConfig(name, args, cluster.Cleanup)
	case "remove-data":
		err = withConfig(name, args, cluster.RemoveData)
	case "check":
		os.Exit(check(args))
	case cluster.InitCommand:
		os.Exit(cluster.RunInit(os.Args[2:]))
	case "version":
		err = printVersion(os.Stdout)
	case "help", "-h", "--help":
		fmt.Print(usage)
	default:
		fmt.Fprintf(os.Stderr, "meshstack-kubernetes: unknown command %q\n\n%s", name, usage)
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "meshstack-kubernetes %s: %v\n", name, err)
		os.Exit(1)
	}
}

// withConfig runs a command whose only flag is --config.
func withConfig(name string, args []string, run func(*config.Config) error) error {
	flags := pflag.NewFlagSet(name, pflag.ContinueOnError)
	file := flags.String("config", "", "configuration of the cluster (required)")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, pflag.ErrHelp) {
			return nil // pflag has printed it
		}
		return err
	}
	if *file == "" || flags.NArg() > 0 {
		return fmt.Errorf("expected --config FILE.json and no other argument")
	}
	c, err := config.Load(*file)
	if err != nil {
		return err
	}
	return run(c)
}

// serve runs a cluster until SIGTERM or SIGINT.
func serve(c *config.Config) error {
	// The cluster outlives the terminal that started it.
	signal.Ignore(syscall.SIGHUP)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	return cluster.Serve(ctx, c)
}

// check prints whether this machine can be a node. The exit code is 1 if it cannot.
func check(args []string) int {
	flags := pflag.NewFlagSet("check", pflag.ContinueOnError)
	root := flags.String("root", "", "node.root of the configuration")
	dataDir := flags.String("data-dir", "", "where the data will be (default: the temporary folder)")
	err := flags.Parse(args)
	if errors.Is(err, pflag.ErrHelp) {
		return 0
	}
	if err == nil && (flags.NArg() > 0 || *root != "" && !filepath.IsAbs(*root) || *dataDir != "" && !filepath.IsAbs(*dataDir)) {
		err = errors.New("expected [--root DIR] [--data-dir DIR] with absolute paths, and no other argument")
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "meshstack-kubernetes check: %v\n", err)
		return 2
	}
	result := cluster.CheckNode(*root, *dataDir)
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil || !result.Supported {
		return 1
	}
	return 0
}
