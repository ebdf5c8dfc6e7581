//go:build !linux

package components

import (
	"fmt"
	"os"
	"runtime"
)

func runKubelet([]string) int   { return notHere(Kubelet) }
func runKubeProxy([]string) int { return notHere(KubeProxy) }

func notHere(name string) int {
	fmt.Fprintf(os.Stderr, "error: %s runs on Linux only, and this is %s\n", name, runtime.GOOS)
	return 1
}
