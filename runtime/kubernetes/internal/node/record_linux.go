package node

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
)

// record finds the leftovers of a run after its supervisor was killed.
type record struct {
	// Boot is the machine's boot, Pid and Started identify the first process in it.
	Boot    string
	Pid     int
	Started string
	// Cgroup is the cluster's delegated cgroup. Empty without one.
	Cgroup string
}

// writeRecord records a run; pid is 0 before its first process has started.
func writeRecord(c *config.Config, pid int, cgroup string) error {
	r := record{Boot: bootID(), Pid: pid, Started: startOf(pid), Cgroup: cgroup}
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return os.WriteFile(layout.Of(c).RunRecord(), text, 0o600)
}

// endRecorded kills the recorded first process, with which the kernel ends all
// processes of the cluster, and removes the recorded cgroups.
func endRecorded(c *config.Config) error {
	file := layout.Of(c).RunRecord()
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var r record
	// A machine that lost power leaves an empty file; nothing runs then.
	if json.Unmarshal(text, &r) == nil && r.Boot == bootID() {
		if err := r.end(); err != nil {
			return err
		}
	}
	return os.Remove(file)
}

func (r record) end() error {
	deadline := time.Now().Add(cgroupTimeout)
	for r.Pid > 1 && r.Started != "" && startOf(r.Pid) == r.Started {
		if err := syscall.Kill(r.Pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("cannot end the first process %d of an earlier run: %w", r.Pid, err)
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("the first process %d of an earlier run does not end", r.Pid)
		}
		time.Sleep(5 * time.Millisecond)
	}
	if r.Cgroup == "" {
		return nil
	}
	return removeTrees(r.Cgroup)
}

// startOf is the start time of a running process, in the kernel's unit since boot. It
// is empty for a process that has ended, even if nobody has waited for it yet.
func startOf(pid int) string {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return ""
	}
	// The command, in parentheses, may contain spaces.
	_, after, _ := strings.Cut(string(text[strings.LastIndexByte(string(text), ')'):]), " ")
	fields := strings.Fields(after)
	const state, started = 0, 19
	if len(fields) <= started || fields[state] == "Z" || fields[state] == "X" {
		return ""
	}
	return fields[started]
}

func bootID() string {
	text, err := os.ReadFile(filepath.Join(procSys, "kernel/random/boot_id"))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}
