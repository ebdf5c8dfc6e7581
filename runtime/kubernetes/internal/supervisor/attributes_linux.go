package supervisor

import "syscall"

// childAttributes makes the kernel kill the child when this program dies, by
// whatever cause, and keeps a terminal's Ctrl-C from reaching the child before
// this program has had it stop in order.
func childAttributes(namespaces uintptr) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL, Cloneflags: namespaces}
}
