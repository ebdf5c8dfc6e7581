package supervisor

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// roleVariable makes this test binary run as a child or a supervisor.
const roleVariable = "SUPERVISOR_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(roleVariable) {
	case "":
		os.Exit(m.Run())
	case "child":
		playChild(os.Args[1], os.Args[2])
	case "stubborn":
		signal.Ignore(syscall.SIGTERM)
		playChild(os.Args[1], os.Args[2])
	case "failing":
		fmt.Fprintln(os.Stderr, "I cannot run")
		os.Exit(3)
	case "supervisor":
		playSupervisor(os.Args[1])
	}
}

// playChild appends its pid to DIR/NAME.pids, and on SIGTERM its name to DIR/ended.
func playChild(dir, name string) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM)
	if os.Getenv(roleVariable) == "stubborn" {
		signal.Stop(signals)
		signal.Ignore(syscall.SIGTERM)
	}
	appendLine(filepath.Join(dir, name+".pids"), strconv.Itoa(os.Getpid()))
	<-signals
	appendLine(filepath.Join(dir, "ended"), name)
}

// playSupervisor supervises two children.
func playSupervisor(dir string) {
	s := &Supervisor{Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Processes: []Process{
		testProcess(dir, "a", "child"), testProcess(dir, "b", "child"),
	}}
	_ = s.Run(context.Background())
}

func appendLine(file, line string) {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	fmt.Fprintln(f, line)
}

func testProcess(dir, name, role string) Process {
	return Process{
		Name:    name,
		Path:    os.Args[0],
		Args:    []string{dir, name},
		Dir:     dir,
		Env:     []string{roleVariable + "=" + role},
		LogFile: filepath.Join(dir, name+".log"),
		Grace:   10 * time.Second,
	}
}

// lines of a file; none if it does not exist.
func lines(t *testing.T, file string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return strings.Fields(string(text))
}

// pids waits until a child has been started a number of times.
func pids(t *testing.T, dir, name string, starts int) []int {
	t.Helper()
	var found []int
	eventually(t, fmt.Sprintf("%s to be started %d times", name, starts), func() bool {
		found = nil
		for _, line := range lines(t, filepath.Join(dir, name+".pids")) {
			pid, err := strconv.Atoi(line)
			if err != nil {
				t.Fatal(err)
			}
			found = append(found, pid)
		}
		return len(found) >= starts
	})
	return found
}

func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for !condition() {
		if time.Now().After(deadline) {
			t.Fatalf("timed out waiting for %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// alive reports whether a process runs; a zombie does not.
func alive(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, after, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(after, "Z")
}
