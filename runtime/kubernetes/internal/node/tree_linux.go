package node

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"meshstack/kubernetes/internal/config"
)

// machineRoot is where the machine's file system is until the node's is complete.
const machineRoot = "/run/machine"

// treeMemory are the directories in memory of the node's root file system.
var treeMemory = []struct{ path, options string }{
	{"/run", "mode=0755"},
	{"/tmp", "mode=1777"},
	{"/var", "mode=0755"},
}

// treeFiles are files that programs expect; a tree of unpacked packages has none of
// them.
var treeFiles = map[string]string{
	"/etc/passwd":        "root:x:0:0:root:/root:/bin/sh\n",
	"/etc/group":         "root:x:0:\n",
	"/etc/hosts":         "127.0.0.1\tlocalhost\n::1\tlocalhost\n",
	"/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
	"/etc/resolv.conf":   "",
}

// enterTree replaces the machine's file system with the node's own. Only the cluster's
// directories stay, so neither the node's programs nor hostPath volumes reach the
// machine's files.
func enterTree(c *config.Config, cgroups *os.File) error {
	all, err := openKept(c)
	defer all.close()
	if err != nil {
		return err
	}
	root, err := overlayTree(c.Node.Root, append(all.paths(), "/etc/passwd"))
	if err != nil {
		return err
	}
	for _, m := range treeMemory {
		if err := mountMemory(filepath.Join(root, m.path), m.options); err != nil {
			return err
		}
	}
	old := filepath.Join(root, machineRoot)
	if err := os.Mkdir(old, 0o700); err != nil {
		return err
	}
	if err := unix.PivotRoot(root, old); err != nil {
		return fmt.Errorf("cannot make node.root %s the root file system: %w", c.Node.Root, err)
	}
	if err := os.Chdir("/"); err != nil {
		return err
	}
	// In a user namespace the kernel allows new mounts of /proc and /sys only while the
	// machine's are visible.
	if err := mountProc(); err != nil {
		return err
	}
	if err := mountSys(cgroups); err != nil {
		return err
	}
	if err := mountDevices(filepath.Join(machineRoot, "dev")); err != nil {
		return err
	}
	for _, k := range all {
		if err := k.mount(k.path); err != nil {
			return err
		}
	}
	if err := unix.Unmount(machineRoot, unix.MNT_DETACH); err != nil {
		return fmt.Errorf("cannot leave the machine's file system: %w", err)
	}
	if err := os.Remove(machineRoot); err != nil {
		return err
	}
	return completeTree()
}

// overlayTree mounts the tree with a writable layer in memory, in which files can be
// created at the given paths, and returns its path. The layer hides the tree in this
// mount namespace.
func overlayTree(dir string, writable []string) (string, error) {
	lower, err := openPath(dir)
	if err != nil {
		return "", err
	}
	defer lower.Close()
	if err := mountMemory(dir, "mode=0755"); err != nil {
		return "", err
	}
	memory, err := openPath(dir)
	if err != nil {
		return "", err
	}
	defer memory.Close()
	root, upper := filepath.Join(dir, "root"), filepath.Join(dir, "upper")
	// A directory hides a link of the tree, which could lead elsewhere.
	for _, path := range []string{root, filepath.Join(dir, "work"), upper, "run", "tmp", "var", "proc", "sys", "dev"} {
		if !filepath.IsAbs(path) {
			path = filepath.Join(upper, path)
		}
		if err := os.Mkdir(path, 0o755); err != nil {
			return "", err
		}
	}
	for _, path := range writable {
		if err := makeWritable(pathOf(lower), upper, filepath.Dir(path)); err != nil {
			return "", err
		}
	}
	options := fmt.Sprintf("lowerdir=%s,upperdir=%s/upper,workdir=%s/work", pathOf(lower), pathOf(memory), pathOf(memory))
	if err := unix.Mount("overlay", root, "overlay", 0, options); err != nil {
		return "", fmt.Errorf("cannot mount node.root %s as an overlay (%w)%s", dir, err, overlayHint())
	}
	return root, nil
}

// makeWritable creates the tree's directories on the way to a path in the writable
// layer. The tree's own may belong to a user without an id in the user namespace, so
// that not even its root can change them.
func makeWritable(tree, upper, dir string) error {
	if dir == "/" {
		return nil
	}
	if err := makeWritable(tree, upper, filepath.Dir(dir)); err != nil {
		return err
	}
	if info, err := os.Lstat(filepath.Join(tree, dir)); err != nil || !info.IsDir() {
		return nil
	}
	if _, err := os.Lstat(filepath.Join(upper, filepath.Dir(dir))); err != nil {
		return nil // it is below a link
	}
	if err := os.Mkdir(filepath.Join(upper, dir), 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// mountDevices creates a /dev with the devices that containers may use.
func mountDevices(machine string) error {
	if err := unix.Mount("tmpfs", "/dev", "tmpfs", unix.MS_NOSUID, "mode=0755"); err != nil {
		return fmt.Errorf("cannot mount /dev: %w", err)
	}
	for _, name := range []string{"null", "zero", "full", "random", "urandom", "tty", "kmsg", "fuse", "net/tun"} {
		err := bind(filepath.Join(machine, name), filepath.Join("/dev", name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	for _, dir := range []string{"/dev/pts", "/dev/shm"} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			return err
		}
	}
	if err := unix.Mount("devpts", "/dev/pts", "devpts", unix.MS_NOSUID|unix.MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620"); err != nil {
		return fmt.Errorf("cannot mount /dev/pts: %w", err)
	}
	if err := mountMemory("/dev/shm", "mode=1777"); err != nil {
		return err
	}
	for name, target := range map[string]string{
		"ptmx": "pts/ptmx", "fd": "/proc/self/fd", "stdin": "/proc/self/fd/0", "stdout": "/proc/self/fd/1", "stderr": "/proc/self/fd/2",
	} {
		if err := os.Symlink(target, filepath.Join("/dev", name)); err != nil {
			return err
		}
	}
	return nil
}

// completeTree creates what the packages' installation would have created.
func completeTree() error {
	for path, mode := range map[string]os.FileMode{
		"/etc": 0o755, "/root": 0o700, "/var/lib": 0o755, "/var/log": 0o755, "/var/tmp": 0o1777,
	} {
		if err := os.MkdirAll(path, mode); err != nil {
			return err
		}
	}
	if err := os.Chmod("/var/tmp", 0o777|os.ModeSticky); err != nil {
		return err
	}
	if err := os.Symlink("/run", "/var/run"); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	for file, text := range treeFiles {
		if _, err := os.Stat(file); err == nil {
			continue
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
