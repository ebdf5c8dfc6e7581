package node

import (
	"os"
	"path/filepath"

	"meshstack/kubernetes/internal/config"
)

// Mode is what the user may do on this machine.
type Mode struct {
	// Rootless is true for every user except root: the cluster has its own user namespace.
	Rootless bool
	// Delegated is the directory of the user's cgroup (v2) in which the cluster creates
	// its own. Rootless only; empty if no cgroup is delegated to the user.
	Delegated string
}

// currentMode detects the mode of this process, for a cluster.
func currentMode(c *config.Config) Mode {
	if os.Geteuid() == 0 {
		return Mode{}
	}
	return Mode{Rootless: true, Delegated: delegatedCgroup(CgroupOf(c))}
}

// Limits reports whether pods' limits of memory and processor time hold.
func (m Mode) Limits() bool { return !m.Rootless || m.Delegated != "" }

// String is "root" or "rootless".
func (m Mode) String() string {
	if m.Rootless {
		return "rootless"
	}
	return "root"
}

// cgroup is the root of a node's cgroups as its processes see it, or empty without
// cgroups. A delegated cgroup is the root of a cgroup namespace.
func (m Mode) cgroup(c *config.Config) string {
	switch {
	case !m.Rootless:
		return CgroupOf(c)
	case m.Delegated == "":
		return ""
	case c.Cluster() != nil:
		return "/" + c.Node.Name
	}
	return "/"
}

// enterCgroups moves a first process into its node's cgroups.
func (m Mode) enterCgroups(c *config.Config) error {
	switch {
	case m.cgroup(c) == "":
		return nil
	case m.Delegated != "" && c.Cluster() == nil:
		return enterDelegated(filepath.Join(m.Delegated, CgroupOf(c)))
	}
	return enterCgroups(m.cgroup(c))
}
