// Command testcluster writes the PKI, configuration and administrator's kubeconfig
// of a test cluster into a directory, to try the binary by hand:
//
//	go run ./hack/testcluster /tmp/try 6443               # with simulated nodes
//	go run ./hack/testcluster /tmp/try 6443 PAUSE [ROOT]  # this machine is the node; PAUSE names the sandbox image, ROOT is node.root
//	meshstack-kubernetes serve --config /tmp/try/config.json
//	meshstack-kubernetes kubectl --kubeconfig /tmp/try/admin.kubeconfig get nodes
package main

import (
	"fmt"
	"os"
	"strconv"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/testpki"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "testcluster:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) < 2 || len(args) > 4 {
		return fmt.Errorf("expected a directory, a port and, for a real node, the sandbox image and optionally node.root")
	}
	port, err := strconv.Atoi(args[1])
	if err != nil {
		return fmt.Errorf("port: found %q; expected a number", args[1])
	}
	var node *config.Node
	if len(args) > 2 {
		node = &config.Node{Name: "node-0", Address: "198.18.0.1", SandboxImage: args[2]}
	}
	if len(args) > 3 {
		node.Root = args[3]
	}
	c, err := testpki.Cluster(args[0], port, node)
	if err != nil {
		return err
	}
	fmt.Println(c.ConfigFile)
	fmt.Println(c.AdminKubeconfig)
	return nil
}
