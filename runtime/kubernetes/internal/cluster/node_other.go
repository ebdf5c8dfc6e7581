//go:build !linux

package cluster

import (
	"context"
	"fmt"
	"os"
	"runtime"

	"meshstack/kubernetes/internal/config"
)

// InitCommand is this program's command for the first process of a node.
const InitCommand = "node-init"

func serveNode(context.Context, *config.Config) error {
	return fmt.Errorf("a node needs Linux, and this is %s; remove node from the configuration, or set simulatedNodes", runtime.GOOS)
}

// Cleanup has nothing to do where no node can have been.
func Cleanup(*config.Config) error { return nil }

// RunInit is for Linux.
func RunInit([]string) int {
	fmt.Fprintln(os.Stderr, "a node needs Linux")
	return 1
}
