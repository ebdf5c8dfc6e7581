//go:build unix

package components

import "syscall"

// umaskPrivate makes every file that this process creates private to its user.
func umaskPrivate() { syscall.Umask(0o077) }
