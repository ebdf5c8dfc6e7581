//go:build unix

package components

import "syscall"

// umaskPrivate makes the files that this process creates private to its user.
func umaskPrivate() { syscall.Umask(0o077) }
