//go:build unix

package cluster

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// dataLock makes sure that one supervisor uses a data directory. It ends with
// the process that holds it.
type dataLock struct {
	file *os.File
	// unclean is true where the supervisor before this one did not end by
	// itself: its components may still be about to disappear.
	unclean bool
}

// lock takes the lock. While it is held the file names the process.
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

// release ends the lock; the empty file says that the end was orderly.
func (l *dataLock) release() {
	_ = l.file.Truncate(0) // at worst the next start waits for a port that is free
	l.file.Close()
}
