package supervisor

import "syscall"

// childAttributes makes the kernel kill the child when this program dies, and keeps a
// terminal's Ctrl-C from the child, which this program stops in order.
func childAttributes(namespaces uintptr) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL, Cloneflags: namespaces}
}
