//go:build !linux

package e2e

import "os/exec"

// testUser exists on Linux only.
type testUser struct{}

func (*testUser) become(*exec.Cmd) {}
