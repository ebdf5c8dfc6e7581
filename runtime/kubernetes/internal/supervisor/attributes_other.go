//go:build !linux

package supervisor

import "syscall"

// childAttributes keeps a terminal's Ctrl-C from reaching the child before this
// program has had it stop in order. Only Linux ends a child with its parent.
func childAttributes(uintptr) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
