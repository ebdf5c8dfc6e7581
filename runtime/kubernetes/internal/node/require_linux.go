package node

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"meshstack/kubernetes/internal/components"
	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
)

// maxSocketPath is the kernel's limit for the path of a unix socket.
const maxSocketPath = 107

// moreDirectories contain programs for root; a user's PATH may omit them.
var moreDirectories = []string{"/usr/local/sbin", "/usr/sbin", "/sbin"}

// cniDirectories are the CNI plugin directories of distributions, Debian's first.
var cniDirectories = []string{"/usr/lib/cni", "/opt/cni/bin", "/usr/libexec/cni"}

// programs are the required programs by Debian package.
var programs = []struct {
	debianPackage string
	names         []string
}{
	{"containerd", []string{"containerd", "containerd-shim-runc-v2"}},
	{"runc", []string{"runc"}},
	{"iptables", []string{"iptables", "iptables-save", "iptables-restore"}},
	{"mount", []string{"mount", "umount"}},
}

// Programs are the paths of the required programs.
type Programs struct {
	// Path is PATH with moreDirectories.
	Path string
	// CNI is the directory of the CNI plugins.
	CNI string
}

// Check finds the required programs. Its error names all missing requirements on one
// line.
func Check(c *config.Config) (Programs, error) {
	found := Programs{Path: fullPath(os.Getenv("PATH"))}
	var missing []string
	if os.Geteuid() != 0 {
		missing = append(missing, fmt.Sprintf("found user %d; expected root", os.Geteuid()))
	}
	longest := layout.Of(c).ContainerdSocket()
	for i := range c.Workers {
		if socket := layout.Of(c.Worker(i)).ContainerdSocket(); len(socket) > len(longest) {
			longest = socket
		}
	}
	if len(longest) > maxSocketPath {
		missing = append(missing, fmt.Sprintf("the path of the socket %s has %d bytes, at most %d are possible; choose a shorter dataDir", longest, len(longest), maxSocketPath))
	}
	checks := []func() error{
		func() error { return checkPrograms(found.Path) },
		func() (err error) { found.CNI, err = findCNI(); return err },
		checkCgroups,
		checkOverlay,
	}
	for _, check := range checks {
		if err := check(); err != nil {
			missing = append(missing, err.Error())
		}
	}
	if len(missing) > 0 {
		return found, errors.New("this machine cannot be a node: " + strings.Join(missing, "; "))
	}
	return found, nil
}

func checkPrograms(path string) error {
	var absent, packages []string
	for _, p := range programs {
		there := func(name string) bool { return inPath(path, name) }
		if lack := slices.DeleteFunc(slices.Clone(p.names), there); len(lack) > 0 {
			absent = append(absent, lack...)
			packages = append(packages, p.debianPackage)
		}
	}
	if len(absent) == 0 {
		return nil
	}
	return fmt.Errorf("cannot find %s in %s (Debian's packages: %s)", strings.Join(absent, ", "), path, strings.Join(packages, ", "))
}

func fullPath(path string) string {
	directories := filepath.SplitList(path)
	for _, dir := range moreDirectories {
		if !slices.Contains(directories, dir) {
			directories = append(directories, dir)
		}
	}
	return strings.Join(directories, string(filepath.ListSeparator))
}

func inPath(path, name string) bool {
	for _, dir := range filepath.SplitList(path) {
		if isExecutable(filepath.Join(dir, name)) {
			return true
		}
	}
	return false
}

func isExecutable(file string) bool {
	info, err := os.Stat(file)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// findCNI returns the first directory with all plugins.
func findCNI() (string, error) {
	for _, dir := range cniDirectories {
		if !slices.ContainsFunc(components.CNIPlugins, func(name string) bool { return !isExecutable(filepath.Join(dir, name)) }) {
			return dir, nil
		}
	}
	return "", fmt.Errorf("found the CNI plugins %[2]s in none of %[1]s; install Debian's package containernetworking-plugins",
		strings.Join(cniDirectories, ", "), strings.Join(components.CNIPlugins, ", "))
}

// checkCgroups verifies that the controllers that limit pods exist, in v1 or v2.
func checkCgroups() error {
	all, err := hierarchies()
	if err != nil {
		return err
	}
	for _, controller := range []string{"cpu", "cpuset", "memory", "pids"} {
		if !slices.ContainsFunc(all, func(h hierarchy) bool { return h.has(controller) }) {
			return fmt.Errorf("missing cgroup controller %[2]s in %[1]s; mount cgroups (v2, or v1 with a hierarchy for each controller)", cgroupMount, controller)
		}
	}
	return nil
}
