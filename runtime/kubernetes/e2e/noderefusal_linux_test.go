package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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
