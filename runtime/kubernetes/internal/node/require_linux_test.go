package node

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"meshstack/kubernetes/internal/config"
)

func TestFullPath(t *testing.T) {
	for path, want := range map[string]string{
		"":                   "/usr/local/sbin:/usr/sbin:/sbin",
		"/usr/bin:/bin":      "/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin",
		"/usr/sbin:/usr/bin": "/usr/sbin:/usr/bin:/usr/local/sbin:/sbin",
	} {
		if got := fullPath(path); got != want {
			t.Errorf("%q: %q, want %q", path, got, want)
		}
	}
}

func TestInPath(t *testing.T) {
	dir := t.TempDir()
	for name, mode := range map[string]os.FileMode{"program": 0o755, "text": 0o644} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, mode); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "directory"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"program": true, "text": false, "directory": false, "nothing": false} {
		if got := inPath("", "/nonexistent:"+dir, name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestCheckReportsAllMissingRequirements(t *testing.T) {
	t.Setenv("PATH", "/nonexistent")
	long := "/" + strings.Repeat("d", 100)
	_, err := Check(&config.Config{DataDir: long, Node: &config.Node{}})
	for _, want := range []string{"containerd, containerd-shim-runc-v2, ", " in /nonexistent:", "(Debian's packages: containerd", "containerd.sock has 117 bytes, at most 107 are possible"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not contain %q", err, want)
		}
	}
}

func TestCgroupOf(t *testing.T) {
	a, b := CgroupOf(&config.Config{DataDir: "/a"}), CgroupOf(&config.Config{DataDir: "/b"})
	if a == b || a != CgroupOf(&config.Config{DataDir: "/a"}) {
		t.Errorf("the cgroups of two clusters are %s and %s", a, b)
	}
}
