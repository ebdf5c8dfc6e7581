package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// testUser is a user who is not root.
type testUser struct {
	uid, gid int
	home     string
}

// newUser creates a user with subordinate ids, who exists until the test ends. Only
// root can: another user is that user.
func newUser(t *testing.T) *testUser {
	t.Helper()
	if os.Geteuid() != 0 {
		return &testUser{uid: os.Getuid(), gid: os.Getgid(), home: t.TempDir()}
	}
	name := fmt.Sprintf("meshstack-test-%d", os.Getpid())
	home := filepath.Join(t.TempDir(), "home")
	for dir := filepath.Dir(home); dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	run := func(name string, args ...string) {
		t.Helper()
		if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
			t.Fatalf("%s %v: %v\n%s", name, args, err, out)
		}
	}
	run("useradd", "--home-dir", home, "--create-home", "--user-group", "--shell", "/bin/sh", name)
	t.Cleanup(func() { run("userdel", name) })
	found, err := user.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	u := &testUser{home: home}
	if u.uid, err = strconv.Atoi(found.Uid); err != nil {
		t.Fatal(err)
	}
	if u.gid, err = strconv.Atoi(found.Gid); err != nil {
		t.Fatal(err)
	}
	return u
}

func (u *testUser) become(command *exec.Cmd) {
	if os.Geteuid() == 0 {
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(u.uid), Gid: uint32(u.gid)}}
	}
	command.Dir = u.home
	command.Env = []string{"HOME=" + u.home, "PATH=" + os.Getenv("PATH")}
}

// own makes the user the owner of a folder and of all in it.
func (u *testUser) own(t *testing.T, dir string) {
	t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	if out, err := exec.Command("chown", "-R", fmt.Sprintf("%d:%d", u.uid, u.gid), dir).CombinedOutput(); err != nil {
		t.Fatalf("chown: %v\n%s", err, out)
	}
}

// processes lists the running processes of the user and of the subordinate ids.
func (u *testUser) processes(t *testing.T) (found []string) {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/status")
	if err != nil {
		t.Fatal(err)
	}
	ids := subordinateIDs(t, u.name(t))
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended
		}
		_, after, _ := strings.Cut(string(text), "\nUid:\t")
		uid, err := strconv.Atoi(strings.SplitN(after, "\t", 2)[0])
		if err != nil || strings.Contains(string(text), "\nState:\tZ") {
			continue
		}
		if uid == u.uid || uid >= ids[0] && uid < ids[0]+ids[1] {
			name, _, _ := strings.Cut(string(text), "\n")
			found = append(found, filepath.Base(filepath.Dir(file))+" "+name)
		}
	}
	return found
}

func (u *testUser) name(t *testing.T) string {
	t.Helper()
	found, err := user.LookupId(strconv.Itoa(u.uid))
	if err != nil {
		t.Fatal(err)
	}
	return found.Username
}

// subordinateIDs returns the start and the number of a user's subordinate ids.
func subordinateIDs(t *testing.T, name string) (ids [2]int) {
	t.Helper()
	text, err := os.ReadFile("/etc/subuid")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(text), "\n") {
		if _, err := fmt.Sscanf(line, name+":%d:%d", &ids[0], &ids[1]); err == nil {
			return ids
		}
	}
	t.Fatalf("%s has no line in /etc/subuid", name)
	return ids
}

// listeners lists the addresses, in /proc's notation, on which the user listens on
// this machine.
func (u *testUser) listeners(t *testing.T) (found []string) {
	t.Helper()
	for _, table := range []string{"tcp", "tcp6", "udp", "udp6"} {
		text, err := os.ReadFile("/proc/self/net/" + table)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(text), "\n") {
			const localAddress, remoteAddress, state, uid = 1, 2, 3, 7
			fields := strings.Fields(line)
			if len(fields) <= uid || fields[uid] != strconv.Itoa(u.uid) {
				continue
			}
			if listening := fields[state] == "0A" || strings.HasSuffix(fields[remoteAddress], ":0000"); listening {
				found = append(found, fields[localAddress])
			}
		}
	}
	return found
}
