package node

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"meshstack/kubernetes/internal/config"
)

// Try runs a first process with the namespaces, mounts, interfaces and packet filter
// rules of a node, which then ends. It returns the missing requirements, never nil.
func Try(ctx context.Context, root, dataDir string) (Mode, []string) {
	if dataDir == "" {
		dataDir = os.TempDir()
	}
	c := &config.Config{
		DataDir: dataDir, ServiceCIDR: "10.96.0.0/12", PodCIDR: "10.244.0.0/16",
		Node: &config.Node{Name: "check", Address: "198.18.0.1", Root: root},
	}
	programs, missing := requirements(c)
	dir, err := createTrial(c)
	if err != nil {
		missing = append(missing, fmt.Sprintf("cannot create the data directory of a node (%v); choose another dataDir", err))
	}
	if dir != "" {
		defer os.RemoveAll(dir)
	}
	mode := currentMode(c)
	defer removeDelegated(mode, c)
	if len(missing) > 0 {
		return mode, missing
	}
	if !mode.Rootless {
		err = createCgroups(CgroupOf(c))
	}
	if err == nil {
		err = firstProcess{input: handover{Task: tryNode, Config: c, Programs: programs, Mode: mode}}.run(ctx)
	}
	if !mode.Rootless {
		if left := removeCgroups(CgroupOf(c)); err == nil {
			err = left
		}
	}
	if err != nil {
		return mode, []string{err.Error()}
	}
	return mode, []string{}
}

func removeDelegated(mode Mode, c *config.Config) {
	if mode.Delegated != "" {
		_ = removeTrees(filepath.Join(mode.Delegated, CgroupOf(c)))
	}
}

// createTrial moves a configuration to new directories close to its data directory.
func createTrial(c *config.Config) (dir string, err error) {
	dir, err = os.MkdirTemp(existing(c.DataDir), ".node-check-")
	if err != nil {
		return "", err
	}
	c.DataDir, c.LogDir, c.PKIDir = filepath.Join(dir, "d"), filepath.Join(dir, "l"), filepath.Join(dir, "p")
	for _, path := range []string{c.DataDir, c.LogDir, c.PKIDir} {
		if err := os.Mkdir(path, 0o700); err != nil {
			return dir, err
		}
	}
	return dir, nil
}

// existing is the closest directory that exists.
func existing(dir string) string {
	for {
		if info, err := os.Stat(dir); err == nil && info.IsDir() || filepath.Dir(dir) == dir {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}
