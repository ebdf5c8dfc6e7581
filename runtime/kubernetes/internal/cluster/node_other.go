//go:build !linux

package cluster

import (
	"context"
	"fmt"
	"os"
	"runtime"

	"meshstack/kubernetes/internal/config"
)

// InitCommand is the command of a node's first process.
const InitCommand = "node-init"

func serveNode(context.Context, *config.Config) error {
	return fmt.Errorf("a node needs Linux, and this is %s; remove node from the configuration, or set simulatedNodes", runtime.GOOS)
}

// Cleanup does nothing: only Linux runs nodes.
func Cleanup(*config.Config) error { return nil }

// RunInit runs on Linux only.
func RunInit([]string) int {
	fmt.Fprintln(os.Stderr, "a node needs Linux")
	return 1
}
