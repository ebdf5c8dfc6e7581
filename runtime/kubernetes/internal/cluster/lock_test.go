package cluster

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLock(t *testing.T) {
	file := filepath.Join(t.TempDir(), "lock")
	first, err := lock(file)
	if err != nil {
		t.Fatal(err)
	}
	if first.unclean {
		t.Error("the first use of a directory counts as unclean")
	}
	if _, err := lock(file); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("process %d;", os.Getpid())) {
		t.Errorf("a second holder got %v", err)
	}
	first.release()

	second, err := lock(file)
	if err != nil {
		t.Fatal(err)
	}
	if second.unclean {
		t.Error("an orderly end counts as unclean")
	}
	second.file.Close() // as the kernel does when the process is killed

	third, err := lock(file)
	if err != nil {
		t.Fatal(err)
	}
	defer third.release()
	if !third.unclean {
		t.Error("a kill counts as an orderly end")
	}
}
