package node

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
)

// hidden are the directories of the machine that the node's programs write to: inside
// they are empty and in memory.
var hidden = []string{"/run", "/var/run", "/var/lib", "/var/log"}

// privateSettings are kernel settings of the whole machine that the kubelet sets.
// Inside they are plain files without effect.
var privateSettings = []string{
	"vm/overcommit_memory", "vm/panic_on_oom", "kernel/panic", "kernel/panic_on_oops",
	"kernel/keys/root_maxkeys", "kernel/keys/root_maxbytes",
}

// mountAll mounts the file systems of the other namespaces and hides the machine's
// directories.
func mountAll(c *config.Config, mode Mode) error {
	// Keeps these mounts out of the machine's mount namespace.
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("cannot make the mounts private: %w", err)
	}
	var cgroups *os.File
	if mode.Delegated == "" {
		var err error
		if cgroups, err = openPath(cgroupMount); err != nil {
			return err
		}
		defer cgroups.Close()
	}
	var err error
	if c.Node.Root != "" {
		err = enterTree(c, cgroups)
	} else {
		err = hideMachine(c, cgroups)
	}
	if err != nil {
		return err
	}
	l := layout.Of(c)
	for from, to := range map[string]string{
		l.NodeKubelet():    layout.KubeletRoot,
		l.NodeContainerd(): layout.ContainerdRoot,
		l.PodLogs():        layout.PodLogsRoot,
	} {
		if err := os.MkdirAll(from, 0o700); err != nil {
			return err
		}
		if err := bind(from, to); err != nil {
			return err
		}
	}
	// Lets mounts propagate between containers (mountPropagation).
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_SHARED, ""); err != nil {
		return fmt.Errorf("cannot make the mounts shared among pods: %w", err)
	}
	return nil
}

// hideMachine keeps the machine's file system, without the directories to which the
// node's programs write.
func hideMachine(c *config.Config, cgroups *os.File) error {
	if c.Cluster() != nil {
		if err := leaveNode(); err != nil {
			return err
		}
	}
	if err := hide(c); err != nil {
		return err
	}
	if err := mountProc(); err != nil {
		return err
	}
	return mountSys(cgroups)
}

// leaveNode unmounts a worker's copies of the control plane node's mounts, which
// would keep its containers' file systems busy.
func leaveNode() error {
	for _, dir := range slices.Backward(hidden) {
		if info, err := os.Lstat(dir); err != nil || !info.IsDir() {
			continue
		}
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			return fmt.Errorf("cannot leave the node's %s: %w", dir, err)
		}
	}
	return nil
}

// hide mounts empty directories in memory over the hidden ones, and the cluster's
// directories below them back.
func hide(c *config.Config) error {
	all, err := openKept(c)
	defer all.close()
	if err != nil {
		return err
	}
	for _, dir := range hidden {
		if info, err := os.Lstat(dir); err != nil || !info.IsDir() {
			continue // /var/run is a link to /run on most machines
		}
		if err := mountMemory(dir, "mode=0755"); err != nil {
			return err
		}
		for _, k := range all {
			if !strings.HasPrefix(k.real, dir+"/") {
				continue
			}
			if err := k.mount(k.real); err != nil {
				return err
			}
		}
	}
	return nil
}

// mountMemory mounts an empty directory in memory.
func mountMemory(dir, options string) error {
	if err := unix.Mount("tmpfs", dir, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, options); err != nil {
		return fmt.Errorf("cannot mount a private %s: %w", dir, err)
	}
	return nil
}

// mountProc mounts the PID namespace's /proc with read-only kernel settings.
func mountProc() error {
	if err := unix.Mount("proc", "/proc", "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""); err != nil {
		return fmt.Errorf("cannot mount /proc: %w", err)
	}
	const sys = "/proc/sys"
	dir, err := os.MkdirTemp("/run", "sys")
	if err != nil {
		return err
	}
	for _, name := range privateSettings {
		setting := filepath.Join(sys, name)
		value, err := os.ReadFile(setting)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		file := filepath.Join(dir, filepath.Base(name))
		if err := os.WriteFile(file, value, 0o644); err != nil {
			return err
		}
		if err := bind(file, setting); err != nil {
			return err
		}
	}
	// The network settings belong to this network namespace.
	if err := bind(sys+"/net", sys+"/net"); err != nil {
		return err
	}
	if err := bind(sys, sys); err != nil {
		return err
	}
	return makeReadOnly(sys)
}

// mountSys mounts the network namespace's /sys, with the machine's cgroups, or with
// those of the cgroup namespace.
func mountSys(cgroups *os.File) error {
	if err := unix.Mount("sysfs", "/sys", "sysfs", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""); err != nil {
		return fmt.Errorf("cannot mount /sys: %w", err)
	}
	if cgroups != nil {
		return bind(pathOf(cgroups), cgroupMount)
	}
	if err := unix.Mount("cgroup2", cgroupMount, "cgroup2", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""); err != nil {
		return fmt.Errorf("cannot mount the delegated cgroups: %w", err)
	}
	return nil
}

// bind mounts a file or directory, with all mounts below it, at another path, which
// it creates.
func bind(from, to string) error { return bindWith(unix.MS_BIND|unix.MS_REC, from, to) }

func bindWith(flags uintptr, from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if _, err := os.Stat(to); errors.Is(err, fs.ErrNotExist) {
		if err := createTarget(to, info.IsDir()); err != nil {
			return err
		}
	}
	if err := unix.Mount(from, to, "", flags, ""); err != nil {
		return fmt.Errorf("cannot bind %s to %s: %w", from, to, err)
	}
	return nil
}

// createTarget creates an empty directory or file to mount over.
func createTarget(path string, directory bool) error {
	if directory {
		return os.MkdirAll(path, 0o755)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, nil, 0o600)
}

// makeReadOnly makes a mount read-only. Its other flags stay: in a user namespace
// those that the machine set cannot be removed.
func makeReadOnly(path string) error {
	var s unix.Statfs_t
	if err := unix.Statfs(path, &s); err != nil {
		return err
	}
	var flags uintptr
	for set, flag := range map[int64]uintptr{
		unix.ST_NOSUID: unix.MS_NOSUID, unix.ST_NODEV: unix.MS_NODEV, unix.ST_NOEXEC: unix.MS_NOEXEC,
		unix.ST_NOATIME: unix.MS_NOATIME, unix.ST_NODIRATIME: unix.MS_NODIRATIME, unix.ST_RELATIME: unix.MS_RELATIME,
	} {
		if s.Flags&set != 0 {
			flags |= flag
		}
	}
	if err := unix.Mount("", path, "", unix.MS_REMOUNT|unix.MS_BIND|unix.MS_RDONLY|flags, ""); err != nil {
		return fmt.Errorf("cannot make %s read-only: %w", path, err)
	}
	return nil
}
