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

// RemoveData does nothing: only Linux runs nodes.
func RemoveData(*config.Config) error { return nil }

// CheckNode reports that only Linux runs nodes.
func CheckNode(string, string) Support {
	return Support{Mode: "root", Missing: []string{fmt.Sprintf("a node needs Linux, and this is %s", runtime.GOOS)}}
}

// RunInit runs on Linux only.
func RunInit([]string) int {
	fmt.Fprintln(os.Stderr, "a node needs Linux")
	return 1
}
