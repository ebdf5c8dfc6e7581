package node

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	securejoin "github.com/cyphar/filepath-securejoin"

	"meshstack/kubernetes/internal/components"
	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
)

// maxSocketPath is the kernel's limit for the path of a unix socket.
const maxSocketPath = 107

// moreDirectories contain programs for root; a user's PATH may omit them.
var moreDirectories = []string{"/usr/local/sbin", "/usr/sbin", "/sbin"}

// treePath is PATH inside a node's own root file system.
const treePath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"

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
	// Path is PATH inside: the machine's with moreDirectories, or treePath.
	Path string
	// CNI is the directory of the CNI plugins.
	CNI string
}

// Check finds the required programs. Its error names all missing requirements on one
// line.
func Check(c *config.Config) (Programs, error) {
	found, missing := requirements(c)
	if len(missing) > 0 {
		return found, errors.New("this machine cannot be a node: " + strings.Join(missing, "; "))
	}
	return found, nil
}

// requirements finds the required programs, and describes all missing requirements
// that can be found without an attempt.
func requirements(c *config.Config) (found Programs, missing []string) {
	root := c.Node.Root
	found.Path = treePath
	if root == "" {
		found.Path = fullPath(os.Getenv("PATH"))
	}
	add := func(err error) {
		if err != nil {
			missing = append(missing, err.Error())
		}
	}
	add(checkSocketPaths(c))
	add(checkPrograms(root, found.Path))
	var err error
	found.CNI, err = findCNI(root)
	add(err)
	if os.Geteuid() != 0 {
		for _, err := range checkUser() {
			add(err)
		}
		return found, missing
	}
	add(checkCgroups())
	add(checkOverlay())
	return found, missing
}

// checkSocketPaths verifies that the nodes' sockets have possible paths.
func checkSocketPaths(c *config.Config) error {
	longest := layout.Of(c).ContainerdSocket()
	for i := range c.Workers {
		if socket := layout.Of(c.Worker(i)).ContainerdSocket(); len(socket) > len(longest) {
			longest = socket
		}
	}
	if len(longest) > maxSocketPath {
		return fmt.Errorf("the path of the socket %s has %d bytes, at most %d are possible; choose a shorter dataDir", longest, len(longest), maxSocketPath)
	}
	return nil
}

// checkPrograms finds the programs on the machine, or in a root file system.
func checkPrograms(root, path string) error {
	var absent, packages []string
	for _, p := range programs {
		exists := func(name string) bool { return inPath(root, path, name) }
		if missing := slices.DeleteFunc(slices.Clone(p.names), exists); len(missing) > 0 {
			absent = append(absent, missing...)
			packages = append(packages, p.debianPackage)
		}
	}
	switch {
	case len(absent) == 0:
		return nil
	case root != "":
		return fmt.Errorf("node.root %s: cannot find %s in %s; unpack Debian's packages %s there", root, strings.Join(absent, ", "), path, strings.Join(packages, ", "))
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

func inPath(root, path, name string) bool {
	for _, dir := range filepath.SplitList(path) {
		if isExecutable(root, filepath.Join(dir, name)) {
			return true
		}
	}
	return false
}

// isExecutable reports whether a file is a program. Links in a root file system are
// resolved inside it.
func isExecutable(root, file string) bool {
	if root != "" {
		inside, err := securejoin.SecureJoin(root, file)
		if err != nil {
			return false
		}
		file = inside
	}
	info, err := os.Stat(file)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// findCNI returns the first directory with all plugins.
func findCNI(root string) (string, error) {
	for _, dir := range cniDirectories {
		if !slices.ContainsFunc(components.CNIPlugins, func(name string) bool { return !isExecutable(root, filepath.Join(dir, name)) }) {
			return dir, nil
		}
	}
	where, verb := "", "install"
	if root != "" {
		where, verb = "node.root "+root+": ", "unpack"
	}
	return "", fmt.Errorf("%sfound the CNI plugins %s in none of %s; %s Debian's package containernetworking-plugins",
		where, strings.Join(components.CNIPlugins, ", "), strings.Join(cniDirectories, ", "), verb)
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
