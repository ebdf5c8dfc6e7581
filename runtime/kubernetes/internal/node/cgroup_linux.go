package node

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"k8s.io/mount-utils"

	"meshstack/kubernetes/internal/config"
)

const (
	cgroupMount = "/sys/fs/cgroup"
	// ownProcesses is the cgroup of the cluster's own processes, beside the kubelet's
	// "kubepods".
	ownProcesses = "system"
)

// CgroupOf is the root of the cluster's cgroups in every hierarchy, named after the
// data directory. A worker's is below its cluster's.
func CgroupOf(c *config.Config) string {
	if cluster := c.Cluster(); cluster != nil {
		return CgroupOf(cluster) + "/" + c.Node.Name
	}
	sum := sha256.Sum256([]byte(c.DataDir))
	return "/meshstack-" + hex.EncodeToString(sum[:6])
}

// hierarchy is a mounted cgroup hierarchy: v2, one of v1, or v2 without controllers
// beside v1.
type hierarchy struct {
	path string
	// controllers of this hierarchy (v1 only).
	controllers []string
	unified     bool
}

// hierarchies lists the hierarchies below /sys/fs/cgroup.
func hierarchies() ([]hierarchy, error) {
	mounts, err := mount.ParseMountInfo("/proc/self/mountinfo")
	if err != nil {
		return nil, fmt.Errorf("cannot list the mounts: %w", err)
	}
	var found []hierarchy
	for _, m := range mounts {
		if m.MountPoint != cgroupMount && !strings.HasPrefix(m.MountPoint, cgroupMount+"/") {
			continue
		}
		switch m.FsType {
		case "cgroup2":
			found = append(found, hierarchy{path: m.MountPoint, unified: true})
		case "cgroup":
			found = append(found, hierarchy{path: m.MountPoint, controllers: m.SuperOptions})
		}
	}
	return found, nil
}

// has reports whether the hierarchy has a controller.
func (h hierarchy) has(controller string) bool {
	if !h.unified {
		return slices.Contains(h.controllers, controller)
	}
	text, err := os.ReadFile(filepath.Join(h.path, "cgroup.controllers"))
	return err == nil && slices.Contains(strings.Fields(string(text)), controller)
}

// createCgroups creates the cluster's cgroups in every hierarchy.
func createCgroups(name string) error {
	all, err := hierarchies()
	if err != nil {
		return err
	}
	for _, h := range all {
		if err := h.create(name); err != nil {
			return fmt.Errorf("cannot create the cgroup %s in %s: %w", name, h.path, err)
		}
	}
	return nil
}

// RenewCgroups recreates a worker's cgroups without the leftovers of its last run,
// whose containers the kubelet would look for.
func (m *Machine) RenewCgroups(worker *config.Config) error {
	name := m.mode.cgroup(worker)
	if name == "" {
		return nil
	}
	if err := removeCgroups(name); err != nil {
		return err
	}
	return createCgroups(name)
}

func (h hierarchy) create(name string) error {
	top := filepath.Join(h.path, name)
	own := filepath.Join(top, ownProcesses)
	if h.unified {
		if err := delegate(h.path); err != nil {
			return err
		}
	}
	for _, dir := range []string{top, own} {
		if err := makeCgroup(dir); err != nil {
			return err
		}
		if slices.Contains(h.controllers, "cpuset") {
			if err := inherit(dir, "cpuset.cpus", "cpuset.mems"); err != nil {
				return err
			}
		}
		if slices.Contains(h.controllers, "cpu") {
			// Otherwise the whole cluster would get as much weight as one process outside.
			shares := strconv.Itoa(1024 * runtime.NumCPU())
			if err := os.WriteFile(filepath.Join(dir, "cpu.shares"), []byte(shares), 0); err != nil {
				return err
			}
		}
	}
	if h.unified {
		return delegate(top)
	}
	return nil
}

// makeCgroup creates a cgroup, unless it exists. Like those of other programs, it is readable
// for everyone, whatever umask serve inherited: the kubelet of another user's node reads
// all cgroups of the machine, and does not start when it may not.
func makeCgroup(dir string) error {
	const mode = 0o755
	if err := os.Mkdir(dir, mode); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return os.Chmod(dir, mode)
}

// delegate enables all controllers of a cgroup (v2) for its children.
func delegate(dir string) error {
	text, err := os.ReadFile(filepath.Join(dir, "cgroup.controllers"))
	if err != nil {
		return err
	}
	return enable(dir, strings.Fields(string(text)))
}

// inherit copies the parent's settings, because a new cpuset (v1) has none.
func inherit(dir string, settings ...string) error {
	for _, setting := range settings {
		text, err := os.ReadFile(filepath.Join(filepath.Dir(dir), setting))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, setting), text, 0); err != nil {
			return err
		}
	}
	return nil
}

// enterCgroups moves this process into the cluster's cgroups.
func enterCgroups(name string) error {
	all, err := hierarchies()
	if err != nil {
		return err
	}
	for _, h := range all {
		if err := enter(filepath.Join(h.path, name, ownProcesses)); err != nil {
			return err
		}
	}
	return nil
}
