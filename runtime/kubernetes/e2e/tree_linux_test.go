package e2e

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// treePrograms are the programs of a node's root file system.
var treePrograms = []string{
	"/usr/bin/containerd", "/usr/bin/containerd-shim-runc-v2", "/usr/sbin/runc",
	"/usr/sbin/iptables", "/usr/sbin/iptables-save", "/usr/sbin/iptables-restore", "/usr/bin/mount", "/usr/bin/umount",
	"/usr/lib/cni/loopback", "/usr/lib/cni/ptp", "/usr/lib/cni/host-local", "/usr/lib/cni/portmap",
}

// library is a line of ldd with a file.
var library = regexp.MustCompile(`(/\S+) \(0x`)

// newTree copies the programs of this machine with their libraries into a folder that
// can be a node's root file system.
func newTree(t *testing.T) string {
	t.Helper()
	root := filepath.Join(t.TempDir(), "the tree, with: characters")
	modules, err := filepath.Glob("/usr/lib/*/xtables/*.so")
	if err != nil {
		t.Fatal(err)
	}
	files := append(slices.Clone(treePrograms), modules...)
	for _, program := range slices.Clone(files) {
		out, err := exec.Command("ldd", program).CombinedOutput()
		if err != nil && !strings.Contains(string(out), "not a dynamic executable") {
			t.Skipf("this machine cannot be a node: ldd %s: %v\n%s", program, err, out)
		}
		for _, found := range library.FindAllStringSubmatch(string(out), -1) {
			files = append(files, found[1])
		}
	}
	slices.Sort(files)
	for _, dir := range []string{"bin", "sbin", "lib", "lib64"} {
		if err := os.MkdirAll(filepath.Join(root, "usr", dir), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink("usr/"+dir, filepath.Join(root, dir)); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range slices.Compact(files) {
		copyFile(t, file, filepath.Join(root, file))
	}
	return root
}

// copyFile copies what a program reads from a file, with its mode.
func copyFile(t *testing.T, from, to string) {
	t.Helper()
	source, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	target, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(target, source); err != nil {
		t.Fatal(err)
	}
	if err := target.Close(); err != nil {
		t.Fatal(err)
	}
}

// filesBelow lists a folder with the sizes and times of its files, to see changes.
func filesBelow(t *testing.T, dir string) (found []string) {
	t.Helper()
	out, err := exec.Command("find", dir, "-printf", "%P %y %m %s %T@ %C@\n").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(out), "\n")
}
