//go:build !linux

package supervisor

import "syscall"

// childAttributes keeps a terminal's Ctrl-C from the child, which this program stops
// in order. Only Linux ends a child with its parent.
func childAttributes(uintptr) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
