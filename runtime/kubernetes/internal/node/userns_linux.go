package node

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// procSys is the directory of the kernel's settings.
const procSys = "/proc/sys"

// checkUser verifies that the user can create a user namespace with enough ids.
func checkUser() []error {
	u, err := user.Current()
	if err != nil {
		return []error{fmt.Errorf("cannot find the name of the user %d: %w", os.Getuid(), err)}
	}
	var found []error
	path := fullPath(os.Getenv("PATH"))
	for _, k := range []idKind{userIDs, groupIDs} {
		if err := k.check(path, u); err != nil {
			found = append(found, flatten(err)...)
		}
	}
	return found
}

// flatten lists the errors that errors.Join has joined.
func flatten(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}

// mapUser maps the ids of a first process in its new user namespace.
func mapUser(pid int) error {
	u, err := user.Current()
	if err != nil {
		return fmt.Errorf("cannot find the name of the user %d: %w", os.Getuid(), err)
	}
	path := fullPath(os.Getenv("PATH"))
	if err := userIDs.mapIDs(path, pid, os.Getuid(), u); err != nil {
		return err
	}
	return groupIDs.mapIDs(path, pid, os.Getgid(), u)
}

// allCapabilities are the capabilities of a new user namespace. The first process
// would lose them when it starts, because its user has no id there yet.
func allCapabilities() ([]uintptr, error) {
	text, err := os.ReadFile(filepath.Join(procSys, "kernel/cap_last_cap"))
	if err != nil {
		return nil, err
	}
	last, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, err
	}
	var all []uintptr
	for c := range uintptr(last + 1) {
		all = append(all, c)
	}
	return all, nil
}

// dropInherited removes what the first process of a user namespace has inherited: the
// user's groups, and the capabilities that every program would get.
func dropInherited() error {
	if err := syscall.Setgroups([]int{}); err != nil {
		return fmt.Errorf("cannot leave the user's groups: %w", err)
	}
	if _, _, errno := syscall.AllThreadsSyscall6(unix.SYS_PRCTL, unix.PR_CAP_AMBIENT, unix.PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0, 0); errno != 0 {
		return fmt.Errorf("cannot clear the ambient capabilities: %w", errno)
	}
	return nil
}

// namespaceHint names what forbids user namespaces, from the kernel's settings.
func namespaceHint(settings string) string {
	for _, s := range []struct{ name, forbids, allows string }{
		{"kernel/unprivileged_userns_clone", "0", "1"},
		{"user/max_user_namespaces", "0", "65536"},
		{"kernel/apparmor_restrict_unprivileged_userns", "1", "0"},
	} {
		text, err := os.ReadFile(filepath.Join(settings, s.name))
		if value := strings.TrimSpace(string(text)); err == nil && value == s.forbids {
			name := strings.ReplaceAll(s.name, "/", ".")
			return fmt.Sprintf("%s: found %s; expected %s. An administrator allows user namespaces with: sysctl -w %s=%s", name, value, s.allows, name, s.allows)
		}
	}
	return "in a container, its runtime must allow user namespaces and new mounts of /proc (Docker: --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined)"
}

// explain adds the cause to an error of missing rights in a user namespace.
func explain(err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%w; %s", err, namespaceHint(procSys))
	}
	return err
}
