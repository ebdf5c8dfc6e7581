package supervisor

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRotateLog(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.log")
	if err := RotateLog(file); err != nil {
		t.Fatalf("no log yet: %v", err)
	}
	appendLine(file, "first")
	if err := RotateLog(file); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the log is still there: %v", err)
	}
	if got := lines(t, file+".1"); len(got) != 1 || got[0] != "first" {
		t.Errorf("the earlier log holds %v", got)
	}
}

func TestBoundLog(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.log")
	appendLine(file, strings.Repeat("x", 100))
	boundLog(file, 200)
	if _, err := os.Stat(file + ".1"); !os.IsNotExist(err) {
		t.Error("a small log was moved")
	}
	boundLog(file, 50)
	if info, err := os.Stat(file); err != nil || info.Size() != 0 {
		t.Errorf("the log was not emptied: %v %v", info, err)
	}
	info, err := os.Stat(file + ".1")
	if err != nil || info.Size() != 101 || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy is wrong: %v %v", info, err)
	}
}

func TestLastLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.log")
	if got := lastLine(file); got != "" {
		t.Errorf("no file: %q", got)
	}
	appendLine(file, strings.Repeat("long\n", 2000)+"the cause\n")
	if got := lastLine(file); got != ": the cause" {
		t.Errorf("got %q", got)
	}
}
