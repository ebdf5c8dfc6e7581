package node

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
	"meshstack/kubernetes/internal/self"
)

// kept is a file or directory of the cluster that stays at its path inside.
type kept struct {
	path string
	// real is the path without links.
	real string
	// file was opened before the mounts changed.
	file     *os.File
	readOnly bool
	// alone excludes the mounts below.
	alone bool
}

// keptFiles are sorted so that a directory precedes what is below it.
type keptFiles []kept

// openKept opens the cluster's files. The caller closes them, also after an error.
func openKept(c *config.Config) (keptFiles, error) {
	executable, err := self.Executable()
	if err != nil {
		return nil, err
	}
	all := keptFiles{
		{path: c.DataDir},
		{path: c.LogDir},
		{path: c.PKIDir, readOnly: true},
		{path: executable, readOnly: true},
	}
	if c.Cluster() != nil {
		all = append(all, kept{path: layout.Of(c).Cert(layout.CA), readOnly: true})
	}
	if len(c.Workers) > 0 && c.Node.Root != "" {
		// This node's root is mounted below the tree.
		all = append(all, kept{path: c.Node.Root, readOnly: true, alone: true})
	}
	slices.SortFunc(all, func(a, b kept) int { return strings.Compare(a.path, b.path) })
	for i := range all {
		if all[i].real, err = filepath.EvalSymlinks(all[i].path); err != nil {
			return all, err
		}
		if all[i].file, err = openPath(all[i].real); err != nil {
			return all, err
		}
	}
	return all, nil
}

func (all keptFiles) paths() (paths []string) {
	for _, k := range all {
		paths = append(paths, k.path)
	}
	return paths
}

func (all keptFiles) close() {
	for _, k := range all {
		if k.file != nil {
			k.file.Close()
		}
	}
}

// mount mounts the file at a path. In a user namespace, mounts of the machine can be
// copied only together with those below them.
func (k kept) mount(path string) error {
	flags := uintptr(unix.MS_BIND | unix.MS_REC)
	if k.alone {
		flags = unix.MS_BIND
	}
	if err := bindWith(flags, pathOf(k.file), path); err != nil {
		return err
	}
	if k.readOnly {
		return makeReadOnly(path)
	}
	return nil
}

// openPath opens a file as a place only: it stays reachable after its path has changed.
func openPath(path string) (*os.File, error) {
	return os.OpenFile(path, unix.O_PATH, 0)
}

// pathOf is a path of an open file, without characters that the options of a mount
// cannot contain.
func pathOf(f *os.File) string { return fmt.Sprintf("/proc/self/fd/%d", f.Fd()) }
