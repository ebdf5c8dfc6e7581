package node

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/moby/sys/userns"
	"golang.org/x/sys/unix"
)

// checkOverlay verifies that the kernel has overlayfs, which containers use.
func checkOverlay() error {
	has := func() bool {
		text, err := os.ReadFile("/proc/filesystems")
		return err == nil && slices.Contains(strings.Fields(string(text)), "overlay")
	}
	if has() {
		return nil
	}
	// The kernel lists an overlay module only after its first use.
	_ = exec.Command("modprobe", "overlay").Run()
	if has() {
		return nil
	}
	return errors.New("the kernel has no overlay file system (CONFIG_OVERLAY_FS)")
}

// checkOverlays verifies that overlays can be mounted below a directory, before the
// first container needs one.
func checkOverlays(dir string) error {
	dir, err := os.MkdirTemp(dir, "overlay")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var options []string
	for _, option := range []string{"lowerdir", "upperdir", "workdir", "merged"} {
		path := filepath.Join(dir, option)
		if err := os.Mkdir(path, 0o700); err != nil {
			return err
		}
		options = append(options, option+"="+path)
	}
	merged := filepath.Join(dir, "merged")
	if err := unix.Mount("overlay", merged, "overlay", 0, strings.Join(options[:3], ",")); err != nil {
		return fmt.Errorf("no overlay file system can be mounted below %s (%w); choose a dataDir on ext4, xfs or btrfs%s", filepath.Dir(dir), err, overlayHint())
	}
	return unix.Unmount(merged, unix.MNT_DETACH)
}

// overlayHint names the requirement that a user namespace adds.
func overlayHint() string {
	if userns.RunningInUserNS() {
		return "; without root, Linux 5.11 or later is required"
	}
	return ""
}
