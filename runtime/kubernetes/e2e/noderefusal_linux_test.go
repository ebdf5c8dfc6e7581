package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/testpki"
)

// TestNodeRefusals: serve reports all missing requirements of a node on one line
// before it starts a process.
func TestNodeRefusals(t *testing.T) {
	if testing.Short() {
		t.Skip("needs the binary")
	}
	program := binary(t)
	files := func(t *testing.T, dir string) *testpki.Files {
		t.Helper()
		files, err := testpki.Cluster(dir, freePort(t), &config.Node{Name: "node-0", Address: "198.18.0.1", SandboxImage: sandboxImage})
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	serve := func(t *testing.T, dir string) *exec.Cmd {
		t.Helper()
		return exec.Command(program, "serve", "--config", files(t, dir).ConfigFile)
	}
	t.Run("missing programs", func(t *testing.T) {
		command := serve(t, t.TempDir())
		command.Env = []string{"PATH=/nonexistent"}
		refused(t, command, "containerd, containerd-shim-runc-v2", "in /nonexistent:/usr/local/sbin:/usr/sbin:/sbin (Debian's packages: containerd")
	})
	t.Run("a too long path", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), strings.Repeat("long-directory-name/", 6))
		refused(t, serve(t, dir), "containerd.sock has", "choose a shorter dataDir")
	})
	t.Run("a user who is not root", func(t *testing.T) {
		if os.Geteuid() != 0 {
			refused(t, serve(t, t.TempDir()), "expected root")
			return
		}
		dir := t.TempDir()
		f := files(t, dir)
		for _, path := range []string{filepath.Dir(dir), dir} {
			if err := os.Chmod(path, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chmod(f.ConfigFile, 0o644); err != nil {
			t.Fatal(err)
		}
		const nobody = 65534
		// Another user cannot read the binary's folder, so the test passes an open file.
		text, err := os.Open(program)
		if err != nil {
			t.Fatal(err)
		}
		defer text.Close()
		command := exec.Command("/proc/self/fd/3", "serve", "--config", f.ConfigFile)
		command.ExtraFiles = []*os.File{text}
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		refused(t, command, "found user 65534; expected root")
	})
	t.Run("a machine without the right to create namespaces", func(t *testing.T) {
		c := newNode(t, program) // skips if the machine cannot be a node
		if _, err := exec.LookPath("setpriv"); err != nil {
			t.Skip(err)
		}
		refused(t, exec.Command("setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin", program, "serve", "--config", c.files.ConfigFile),
			"cannot create namespaces", "CAP_SYS_ADMIN")
		if left := traces(t, c.files.Config); len(left) > 0 {
			t.Errorf("there are %v", left)
		}
	})
	t.Run("a component that cannot run", func(t *testing.T) {
		c := newNode(t, program)
		text, err := os.ReadFile(c.files.ConfigFile)
		if err != nil {
			t.Fatal(err)
		}
		wrong := strings.Replace(string(text), `"extraArgs": null`, `"extraArgs": ["--no-such-flag"]`, 1)
		if err := os.WriteFile(c.files.ConfigFile, []byte(wrong), 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, exec.Command(program, "serve", "--config", c.files.ConfigFile), "kube-apiserver ended 3 times", "unknown flag: --no-such-flag")
		if left := traces(t, c.files.Config); len(left) > 0 {
			t.Errorf("there are %v", left)
		}
	})
}
