package node

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// requiredControllers are those that limit pods; a user's session usually has no more.
var requiredControllers = []string{"cpu", "memory", "pids"}

// delegatedCgroup returns the cgroup (v2) of the user in which this process can create
// the named one, or an empty string.
func delegatedCgroup(name string) string {
	all, err := hierarchies()
	if err != nil {
		return ""
	}
	text, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return ""
	}
	for _, h := range all {
		if h.unified {
			return delegatedBelow(h.path, ownCgroup(string(text)), name)
		}
	}
	return ""
}

// ownCgroup reads the cgroup (v2) from the text of /proc/PID/cgroup.
func ownCgroup(text string) string {
	for _, line := range strings.Split(text, "\n") {
		if path, ok := strings.CutPrefix(line, "0::"); ok {
			return path
		}
	}
	return "/"
}

// delegatedBelow tries the process's own cgroup and those above it. The processes of
// the session are in the lower ones, which therefore cannot have children with
// controllers.
func delegatedBelow(mount, own, name string) string {
	for dir := filepath.Join(mount, own); strings.HasPrefix(dir, mount); dir = filepath.Dir(dir) {
		if tryDelegation(dir, name) == nil {
			return dir
		}
	}
	return ""
}

// tryDelegation creates a cgroup whose children can have the required controllers.
func tryDelegation(dir, name string) error {
	// A process can move only below a cgroup of which it may write this file.
	if err := unix.Access(filepath.Join(dir, "cgroup.procs"), unix.W_OK); err != nil {
		return err
	}
	if err := enable(dir, requiredControllers); err != nil {
		return err
	}
	return makeCgroup(filepath.Join(dir, name))
}

// enable enables controllers (v2) for the children of a cgroup, unless they are enabled.
func enable(dir string, controllers []string) error {
	const file = "cgroup.subtree_control"
	text, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		return err
	}
	enabled := strings.Fields(string(text))
	var add []string
	for _, controller := range controllers {
		if !slices.Contains(enabled, controller) {
			add = append(add, "+"+controller)
		}
	}
	if len(add) == 0 {
		return nil
	}
	return os.WriteFile(filepath.Join(dir, file), []byte(strings.Join(add, " ")), 0)
}

// enterDelegated moves this process into the cluster's delegated cgroup, and makes
// that the root of all cgroups that the node's programs see.
func enterDelegated(top string) error {
	own := filepath.Join(top, ownProcesses)
	if err := makeCgroup(own); err != nil {
		return fmt.Errorf("cannot create a delegated cgroup: %w", err)
	}
	if err := enter(top); err != nil {
		return err
	}
	// A thread that did not follow would start programs that see the machine's cgroups.
	if _, _, errno := syscall.AllThreadsSyscall(unix.SYS_UNSHARE, unix.CLONE_NEWCGROUP, 0, 0); errno != 0 {
		return fmt.Errorf("cannot create a cgroup namespace: %w", errno)
	}
	// A cgroup with processes cannot enable controllers.
	if err := enter(own); err != nil {
		return err
	}
	return delegate(top)
}

// enter moves this process into a cgroup.
func enter(dir string) error {
	if err := os.WriteFile(filepath.Join(dir, "cgroup.procs"), []byte("0"), 0); err != nil {
		return fmt.Errorf("cannot enter the cgroup: %w", err)
	}
	return nil
}
