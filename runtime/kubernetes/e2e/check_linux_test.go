package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	support "meshstack/kubernetes/internal/cluster"
)

// check runs the command check for the cluster's data directory.
func (c *cluster) check(root string) (got support.Support) {
	c.t.Helper()
	args := []string{"check", "--data-dir", c.files.Config.DataDir}
	if root != "" {
		args = append(args, "--root", root)
	}
	command := c.user.command(c.binary, args...)
	text, err := command.Output()
	if json.Unmarshal(text, &got) != nil {
		c.t.Fatalf("check: %v\n%s", err, text)
	}
	want := 1
	if got.Supported {
		want = 0
	}
	if code := command.ProcessState.ExitCode(); code != want || got.Missing == nil || got.Supported != (len(got.Missing) == 0) {
		c.t.Errorf("exit code %d: %s", code, text)
	}
	return got
}

// TestCheck: the command reports what serve would require, and leaves nothing.
func TestCheck(t *testing.T) {
	if testing.Short() {
		t.Skip("needs the binary")
	}
	c := newNode(t, binary(t))
	if got := c.check(""); !got.Supported || got.Mode == "" || got.Mode == "root" && !got.Cgroups {
		t.Errorf("got %+v", got)
	}
	if left := traces(t, c.files.Config); len(left) > 0 {
		t.Errorf("there are %v", left)
	}
	if left, err := filepath.Glob(filepath.Join(c.files.Config.DataDir, "..", "*", ".node-check*")); err != nil || len(left) > 0 {
		t.Errorf("there are %v (%v)", left, err)
	}
	empty := t.TempDir()
	got := c.check(empty)
	text := strings.Join(got.Missing, "\n")
	for _, want := range []string{"node.root " + empty + ": cannot find containerd, ", "unpack Debian's packages containerd, runc, iptables, mount there", "unpack Debian's package containernetworking-plugins"} {
		if got.Supported || !strings.Contains(text, want) {
			t.Errorf("%q does not contain %q", text, want)
		}
	}
}

// TestCheckRootless: each missing requirement of a user without rights has a message.
func TestCheckRootless(t *testing.T) {
	if testing.Short() {
		t.Skip("needs the binary")
	}
	if os.Geteuid() != 0 {
		t.Skip("creates a user")
	}
	c := newRootless(t, "")
	got := c.check("")
	if got.Mode != "rootless" {
		t.Errorf("the mode is %s", got.Mode)
	}
	c.checkNothingRuns("after check")

	t.Run("no subordinate ids", func(t *testing.T) {
		nobody := &cluster{t: t, binary: c.binary, files: c.files, user: &testUser{uid: 65534, gid: 65534, home: "/"}}
		if err := os.Chmod(c.user.home, 0o755); err != nil {
			t.Fatal(err)
		}
		text := strings.Join(nobody.check("").Missing, "\n")
		for _, want := range []string{"/etc/subuid: found 0 subordinate ids for the user nobody; expected 65536", "usermod --add-subgids"} {
			if !strings.Contains(text, want) {
				t.Errorf("%q does not contain %q", text, want)
			}
		}
	})
	t.Run("no programs to map them", func(t *testing.T) {
		command := c.user.command(c.binary, "check")
		command.Env = append(command.Env, "PATH=/nonexistent")
		text, _ := command.Output()
		if !strings.Contains(string(text), "cannot find newuidmap in /nonexistent") {
			t.Errorf("got %s", text)
		}
		serve := c.user.command(c.binary, "serve", "--config", c.files.ConfigFile)
		serve.Env = append(serve.Env, "PATH=/nonexistent")
		refused(t, serve, "this machine cannot be a node: ", "cannot find newuidmap in /nonexistent")
	})
	// missing runs check in other circumstances.
	missing := func(t *testing.T, command *exec.Cmd, want ...string) {
		t.Helper()
		text, err := command.Output()
		if command.ProcessState.ExitCode() != 1 {
			t.Errorf("check ended with %v", err)
		}
		for _, part := range want {
			if !strings.Contains(string(text), part) {
				t.Errorf("%s does not contain %q", text, part)
			}
		}
		c.checkNothingRuns("after check")
	}
	asUser := fmt.Sprintf("exec setpriv --reuid %d --regid %d --clear-groups %s check --data-dir %s", c.user.uid, c.user.gid, c.binary, c.user.home)
	t.Run("a program without the right to map them", func(t *testing.T) {
		dir := filepath.Join(c.user.home, "programs")
		for _, name := range []string{"newuidmap", "newgidmap"} {
			copyFile(t, filepath.Join("/usr/bin", name), filepath.Join(dir, name))
		}
		c.user.own(t, dir)
		command := c.user.command(c.binary, "check")
		command.Env = append(command.Env, "PATH="+dir+":"+os.Getenv("PATH"))
		missing(t, command, "newuidmap cannot map the subordinate ids of the user", "set-user-id root")
	})
	t.Run("no more user namespaces", func(t *testing.T) {
		all := []syscall.SysProcIDMap{{Size: 1 << 30}}
		command := exec.Command("sh", "-c", "echo 0 > /proc/sys/user/max_user_namespaces && "+asUser)
		command.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags: syscall.CLONE_NEWUSER, UidMappings: all, GidMappings: all, GidMappingsEnableSetgroups: true,
		}
		missing(t, command, "cannot create namespaces as the user", "user.max_user_namespaces: found 0; expected 65536")
	})
	t.Run("a container that hides parts of /proc", func(t *testing.T) {
		command := exec.Command("sh", "-c", "mount -t tmpfs none /proc/fs && "+asUser)
		command.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
		missing(t, command, "cannot mount /proc: operation not permitted; in a container, its runtime must allow user namespaces and new mounts of /proc")
	})
}
