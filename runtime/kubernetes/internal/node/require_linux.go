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

// maxSocketPath is how long the path of a unix socket may be.
const maxSocketPath = 107

// moreDirectories are where programs for root lie; a user's PATH may lack them.
var moreDirectories = []string{"/usr/local/sbin", "/usr/sbin", "/sbin"}

// cniDirectories are where distributions put the CNI plugins; Debian's comes first.
var cniDirectories = []string{"/usr/lib/cni", "/opt/cni/bin", "/usr/libexec/cni"}

// programs are what a node needs, by Debian's packages.
var programs = []struct {
	debianPackage string
	names         []string
}{
	{"containerd", []string{"containerd", "containerd-shim-runc-v2"}},
	{"runc", []string{"runc"}},
	{"iptables", []string{"iptables", "iptables-save", "iptables-restore"}},
	{"mount", []string{"mount", "umount"}},
}

// Programs are where the machine's programs were found.
type Programs struct {
	// Path is PATH with the directories of root's programs.
	Path string
	// CNI is the directory of the CNI plugins.
	CNI string
}

// Check finds the programs that a node needs. Its error names everything that
// is missing, on one line.
func Check(c *config.Config) (Programs, error) {
	found := Programs{Path: fullPath(os.Getenv("PATH"))}
	var missing []string
	if os.Geteuid() != 0 {
		missing = append(missing, fmt.Sprintf("it runs as user %d and must run as root", os.Geteuid()))
	}
	longest := layout.Of(c).ContainerdSocket()
	for i := range c.Workers {
		if socket := layout.Of(c.Worker(i)).ContainerdSocket(); len(socket) > len(longest) {
			longest = socket
		}
	}
	if len(longest) > maxSocketPath {
		missing = append(missing, fmt.Sprintf("the path of the socket %s has %d bytes and may have %d; choose a shorter dataDir", longest, len(longest), maxSocketPath))
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
	var lacking, packages []string
	for _, p := range programs {
		there := func(name string) bool { return inPath(path, name) }
		if lack := slices.DeleteFunc(slices.Clone(p.names), there); len(lack) > 0 {
			lacking = append(lacking, lack...)
			packages = append(packages, p.debianPackage)
		}
	}
	if len(lacking) == 0 {
		return nil
	}
	return fmt.Errorf("cannot find %s in %s (Debian's packages: %s)", strings.Join(lacking, ", "), path, strings.Join(packages, ", "))
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

// findCNI is the first directory that has all plugins.
func findCNI() (string, error) {
	for _, dir := range cniDirectories {
		if !slices.ContainsFunc(components.CNIPlugins, func(name string) bool { return !isExecutable(filepath.Join(dir, name)) }) {
			return dir, nil
		}
	}
	return "", fmt.Errorf("none of %s has the CNI plugins %s; install Debian's package containernetworking-plugins",
		strings.Join(cniDirectories, ", "), strings.Join(components.CNIPlugins, ", "))
}

// checkCgroups: either version does, with the controllers that limit pods.
func checkCgroups() error {
	all, err := hierarchies()
	if err != nil {
		return err
	}
	for _, controller := range []string{"cpu", "cpuset", "memory", "pids"} {
		if !slices.ContainsFunc(all, func(h hierarchy) bool { return h.has(controller) }) {
			return fmt.Errorf("no hierarchy of cgroups in %s has the controller %s; mount cgroups (v2, or v1 with a hierarchy for each controller)", cgroupMount, controller)
		}
	}
	return nil
}
