package node

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// cgroupTimeout is how long killed processes may take to disappear.
const cgroupTimeout = 10 * time.Second

// removeCgroups removes the named cgroup in every hierarchy.
func removeCgroups(name string) error {
	all, err := hierarchies()
	if err != nil {
		return err
	}
	var dirs []string
	for _, h := range all {
		dirs = append(dirs, filepath.Join(h.path, name))
	}
	return removeTrees(dirs...)
}

// removeTrees kills all processes in the cgroups, waits for their end and removes the
// cgroups. It does nothing if there are none.
func removeTrees(dirs ...string) error {
	deadline := time.Now().Add(cgroupTimeout)
	for pause := time.Millisecond; ; pause = min(2*pause, 50*time.Millisecond) {
		var remaining error
		for _, dir := range dirs {
			remaining = errors.Join(remaining, removeTree(dir))
		}
		if remaining == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("cannot remove the cgroups of an earlier run: %w", remaining)
		}
		time.Sleep(pause)
	}
}

// removeTree kills the processes of a cgroup and its descendants, and removes the
// empty ones. It returns an error while any remain.
func removeTree(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	killAll(dir)
	var remaining error
	for _, entry := range entries {
		if entry.IsDir() {
			remaining = errors.Join(remaining, removeTree(filepath.Join(dir, entry.Name())))
		}
	}
	if remaining != nil {
		return remaining
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func killAll(dir string) {
	text, err := os.ReadFile(filepath.Join(dir, "cgroup.procs"))
	if err != nil {
		return // it is gone
	}
	for _, field := range strings.Fields(string(text)) {
		// Zero is a process of another PID namespace, which is not ours.
		if pid, err := strconv.Atoi(field); err == nil && pid > 1 && pid != os.Getpid() {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
}
