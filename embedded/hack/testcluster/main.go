// Command testcluster writes what a throw-away cluster needs (PKI, configuration,
// administrator's kubeconfig) into a directory, to try the binary by hand:
//
//	go run ./hack/testcluster /tmp/try 6443
//	meshstack-kubernetes serve --config /tmp/try/config.json
//	meshstack-kubernetes kubectl --kubeconfig /tmp/try/admin.kubeconfig get nodes
package main

import (
	"fmt"
	"os"
	"strconv"

	"meshstack/embedded/internal/testpki"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "testcluster:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("it takes a directory and a port")
	}
	port, err := strconv.Atoi(args[1])
	if err != nil {
		return fmt.Errorf("the port is %q; it must be a number", args[1])
	}
	c, err := testpki.Cluster(args[0], port)
	if err != nil {
		return err
	}
	fmt.Println(c.ConfigFile)
	fmt.Println(c.AdminKubeconfig)
	return nil
}
