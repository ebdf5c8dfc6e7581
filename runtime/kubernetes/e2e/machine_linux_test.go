package e2e

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/node"
)

// traces lists a cluster's leftovers on the machine outside its namespaces and
// directories.
func traces(t *testing.T, c *config.Config) (found []string) {
	t.Helper()
	cgroup := node.CgroupOf(c)
	for _, p := range inCgroup(t, cgroup) {
		found = append(found, fmt.Sprintf("process %d", p))
	}
	for _, pattern := range []string{"/sys/fs/cgroup" + cgroup, "/sys/fs/cgroup/*" + cgroup} {
		matches, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range matches {
			found = append(found, "cgroup "+match)
		}
	}
	return append(found, tracesOutside(t, c)...)
}

// otherInterfaces are the interfaces that exist before any test.
var otherInterfaces = interfaceNames()

func interfaceNames() (names []string) {
	interfaces, err := net.Interfaces()
	if err != nil {
		panic(err)
	}
	for _, i := range interfaces {
		names = append(names, i.Name)
	}
	return names
}

// onBridge reports whether an interface belongs to a bridge, as Docker's do; a node
// creates none.
func onBridge(name string) bool {
	_, err := os.Stat("/sys/class/net/" + name + "/master")
	return err == nil
}

// tracesOutside are the traces that must not exist even while the cluster runs.
func tracesOutside(t *testing.T, c *config.Config) (found []string) {
	t.Helper()
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(mounts), "\n") {
		if strings.Contains(line, filepath.Dir(c.DataDir)) {
			found = append(found, "mount "+line)
		}
	}
	for _, name := range interfaceNames() {
		if !slices.Contains(otherInterfaces, name) && !onBridge(name) {
			found = append(found, "interface "+name)
		}
	}
	rules, err := exec.Command("iptables-save").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(rules), "\n") {
		if strings.Contains(line, "KUBE-") || strings.Contains(line, "CNI-") {
			found = append(found, "rule "+line)
		}
	}
	return found
}

// inCgroup lists the processes below a cgroup.
func inCgroup(t *testing.T, name string) (pids []int) {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/cgroup")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(text), name) {
			continue // it has ended, or belongs to another user
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err != nil {
			t.Fatal(err)
		}
		if (process{pid: pid}).alive() {
			pids = append(pids, pid)
		}
	}
	return pids
}

// kernelSettings are settings of the whole machine that a kubelet would change.
func kernelSettings(t *testing.T) (values []string) {
	t.Helper()
	for _, name := range []string{"vm/overcommit_memory", "kernel/panic", "kernel/panic_on_oops"} {
		text, err := os.ReadFile("/proc/sys/" + name)
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, name+"="+strings.TrimSpace(string(text)))
	}
	return slices.Clip(values)
}
