package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// process is a process in /proc.
type process struct {
	pid  int
	args []string
}

// childrenOf lists the running children of a process.
func childrenOf(t *testing.T, parent int) (found []process) {
	t.Helper()
	for _, c := range allChildrenOf(t, parent) {
		if c.alive() {
			found = append(found, c)
		}
	}
	return found
}

// zombiesOf lists the zombie children.
func zombiesOf(t *testing.T, parent int) (found []process) {
	t.Helper()
	for _, c := range allChildrenOf(t, parent) {
		if !c.alive() {
			found = append(found, c)
		}
	}
	return found
}

func allChildrenOf(t *testing.T, parent int) (found []process) {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range stats {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended
		}
		_, after, _ := strings.Cut(string(text), ") ")
		fields := strings.Fields(after)
		if len(fields) < 2 || fields[1] != strconv.Itoa(parent) {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err != nil {
			t.Fatal(err)
		}
		commandLine, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		if err != nil {
			continue
		}
		found = append(found, process{pid, strings.Split(strings.TrimRight(string(commandLine), "\x00"), "\x00")})
	}
	return found
}

// is reports whether the process is the named component.
func (p process) is(name string) bool {
	return p.args[0] == name || len(p.args) > 1 && p.args[1] == name
}

// alive reports whether the process runs.
func (p process) alive() bool {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.pid))
	if err != nil {
		return false
	}
	_, after, _ := strings.Cut(string(text), ") ")
	return !strings.HasPrefix(after, "Z")
}

// listens lists the local addresses, in /proc's notation, on which the process
// accepts TCP connections.
func (p process) listens(t *testing.T) []string {
	t.Helper()
	sockets := map[string]bool{}
	links, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", p.pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, link := range links {
		if target, err := os.Readlink(link); err == nil && strings.HasPrefix(target, "socket:[") {
			sockets[strings.TrimSuffix(strings.TrimPrefix(target, "socket:["), "]")] = true
		}
	}
	var found []string
	for _, table := range []string{"tcp", "tcp6"} {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/net/%s", p.pid, table))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(text), "\n") {
			const localAddress, state, inode = 1, 3, 9
			const listening = "0A"
			fields := strings.Fields(line)
			if len(fields) > inode && fields[state] == listening && sockets[fields[inode]] {
				found = append(found, fields[localAddress])
			}
		}
	}
	return found
}
