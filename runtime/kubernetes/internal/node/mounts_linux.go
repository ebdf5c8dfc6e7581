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
func mountAll(c *config.Config) error {
	// Keeps these mounts out of the machine's mount namespace.
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("cannot make the mounts private: %w", err)
	}
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
	if err := mountSys(); err != nil {
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
	executable, err := os.Executable()
	if err != nil {
		return err
	}
	kept := []string{c.DataDir, c.LogDir, c.PKIDir, filepath.Dir(executable)}
	open := make(map[string]*os.File, len(kept))
	for _, dir := range kept {
		dir, err := filepath.EvalSymlinks(dir)
		if err != nil {
			return err
		}
		f, err := os.OpenFile(dir, unix.O_PATH|unix.O_DIRECTORY, 0)
		if err != nil {
			return err
		}
		defer f.Close()
		open[dir] = f
	}
	for _, dir := range hidden {
		if info, err := os.Lstat(dir); err != nil || !info.IsDir() {
			continue // /var/run is a link to /run on most machines
		}
		if err := unix.Mount("tmpfs", dir, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, "mode=0755"); err != nil {
			return fmt.Errorf("cannot mount a private %s: %w", dir, err)
		}
		for path, f := range open {
			if !strings.HasPrefix(path, dir+"/") {
				continue
			}
			if err := bind(fmt.Sprintf("/proc/self/fd/%d", f.Fd()), path); err != nil {
				return err
			}
		}
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
	if err := unix.Mount("", sys, "", unix.MS_REMOUNT|unix.MS_BIND|unix.MS_RDONLY|unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""); err != nil {
		return fmt.Errorf("cannot make %s read-only: %w", sys, err)
	}
	return nil
}

// mountSys mounts the network namespace's /sys, with the machine's cgroups.
func mountSys() error {
	const staging = "/run/cgroup"
	if err := bind(cgroupMount, staging); err != nil {
		return err
	}
	if err := unix.Mount("sysfs", "/sys", "sysfs", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""); err != nil {
		return fmt.Errorf("cannot mount /sys: %w", err)
	}
	if err := bind(staging, cgroupMount); err != nil {
		return err
	}
	if err := unix.Unmount(staging, unix.MNT_DETACH); err != nil {
		return fmt.Errorf("cannot unmount %s: %w", staging, err)
	}
	return os.Remove(staging)
}

// bind mounts a file or directory, with all mounts below it, at another path, which
// it creates.
func bind(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if _, err := os.Stat(to); info.IsDir() && errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(to, 0o755); err != nil {
			return err
		}
	}
	if err := unix.Mount(from, to, "", unix.MS_BIND|unix.MS_REC, ""); err != nil {
		return fmt.Errorf("cannot bind %s to %s: %w", from, to, err)
	}
	return nil
}
