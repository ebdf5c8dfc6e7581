package node

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// TestCgroupsAreReadableForEveryone: other users' kubelets read them.
func TestCgroupsAreReadableForEveryone(t *testing.T) {
	defer unix.Umask(unix.Umask(0o077))
	h := hierarchy{path: t.TempDir(), controllers: []string{"memory"}}
	for range 2 { // also those that exist
		if err := h.create("meshstack-test"); err != nil {
			t.Fatal(err)
		}
	}
	for _, dir := range []string{"meshstack-test", filepath.Join("meshstack-test", ownProcesses)} {
		info, err := os.Stat(filepath.Join(h.path, dir))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != 0o755 {
			t.Errorf("%s has the mode %o", dir, got)
		}
	}
}
