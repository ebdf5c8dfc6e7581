//go:build unix

package cluster

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// dataLock lets one supervisor use a data directory. The kernel releases it when
// the process ends.
type dataLock struct {
	file *os.File
	// unclean is true if the previous supervisor was killed: its components may still
	// be running for a moment.
	unclean bool
}

// lock takes the lock and writes this process's id into the file.
func lock(file string) (*dataLock, error) {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot open the lock: %w", err)
	}
	holder, err := os.ReadFile(file)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("cannot read the lock: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, fmt.Errorf("the data directory %s is in use by process %s; stop that cluster first",
			filepath.Dir(file), strings.TrimSpace(string(holder)))
	}
	if err := writeHolder(f); err != nil {
		f.Close()
		return nil, fmt.Errorf("cannot write the lock: %w", err)
	}
	return &dataLock{file: f, unclean: len(holder) > 0}, nil
}

func writeHolder(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := fmt.Fprintln(f, os.Getpid())
	return err
}

// release ends the lock. An empty file marks an orderly end.
func (l *dataLock) release() {
	_ = l.file.Truncate(0) // on failure the next start only waits longer
	l.file.Close()
}
