package supervisor

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// quick is a policy for tests.
var quick = Backoff{First: time.Millisecond, Max: 4 * time.Millisecond, Stable: time.Hour, MaxFirstFailures: 3}

// running is a supervisor under test.
type running struct {
	cancel context.CancelFunc
	result chan error
	log    *syncBuffer
}

func run(t *testing.T, processes ...Process) *running {
	t.Helper()
	return runWith(t, quick, processes...)
}

func runWith(t *testing.T, backoff Backoff, processes ...Process) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{cancel: cancel, result: make(chan error, 1), log: &syncBuffer{}}
	s := &Supervisor{Processes: processes, Log: slog.New(slog.NewTextHandler(r.log, nil)), Backoff: backoff}
	done := make(chan struct{})
	go func() {
		r.result <- s.Run(ctx)
		close(done)
	}()
	t.Cleanup(func() { cancel(); <-done })
	return r
}

type syncBuffer struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.Write(p)
}

func (b *syncBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.String()
}

func TestStopsInReverseOrder(t *testing.T) {
	dir := t.TempDir()
	b := testProcess(dir, "b", "child")
	b.Stopped = func() { appendLine(filepath.Join(dir, "ended"), "after-b") }
	r := run(t, testProcess(dir, "a", "child"), b, testProcess(dir, "c", "child"))
	var all []int
	for _, name := range []string{"a", "b", "c"} {
		all = append(all, pids(t, dir, name, 1)...)
	}
	r.cancel()
	if err := <-r.result; err != nil {
		t.Fatal(err)
	}
	if ended := lines(t, filepath.Join(dir, "ended")); !slices.Equal(ended, []string{"c", "b", "after-b", "a"}) {
		t.Errorf("they ended in the order %v", ended)
	}
	for _, pid := range all {
		if alive(pid) {
			t.Errorf("process %d is still there", pid)
		}
	}
}

func TestRestartsWhatEnds(t *testing.T) {
	dir := t.TempDir()
	r := run(t, testProcess(dir, "a", "child"))
	first := pids(t, dir, "a", 1)[0]
	if err := syscall.Kill(first, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	second := pids(t, dir, "a", 2)[1]
	if second == first {
		t.Error("the same process was counted twice")
	}
	if !strings.Contains(r.log.String(), "signal: killed") {
		t.Errorf("the log does not contain how it ended:\n%s", r.log)
	}
}

func TestRetriesARestartThatFails(t *testing.T) {
	dir := t.TempDir()
	p := testProcess(dir, "a", "child")
	program := p.Path
	p.Path = filepath.Join(dir, "program")
	if err := os.Symlink(program, p.Path); err != nil {
		t.Fatal(err)
	}
	backoff := quick
	backoff.Stable = time.Nanosecond
	r := runWith(t, backoff, p)
	first := pids(t, dir, "a", 1)[0]
	if err := os.Remove(p.Path); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(first, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, "more than MaxFirstFailures attempts", func() bool {
		return strings.Count(r.log.String(), "cannot start a") > backoff.MaxFirstFailures
	})
	if err := os.Symlink(program, p.Path); err != nil {
		t.Fatal(err)
	}
	pids(t, dir, "a", 2)
}

func TestFailsIfTheFirstStartFails(t *testing.T) {
	p := testProcess(t.TempDir(), "a", "child")
	p.Path += ".missing"
	r := run(t, p)
	if err := <-r.result; err == nil || !strings.Contains(err.Error(), "cannot start a") {
		t.Errorf("the error was %v", err)
	}
}

func TestKillsWhatDoesNotEnd(t *testing.T) {
	dir := t.TempDir()
	p := testProcess(dir, "a", "stubborn")
	p.Grace = 10 * time.Millisecond
	r := run(t, p)
	pid := pids(t, dir, "a", 1)[0]
	r.cancel()
	if err := <-r.result; err != nil {
		t.Fatal(err)
	}
	if alive(pid) {
		t.Error("it is still there")
	}
	if !strings.Contains(r.log.String(), "killed=true") {
		t.Errorf("the log does not contain that it was killed:\n%s", r.log)
	}
}

func TestGivesUpOnWhatNeverRuns(t *testing.T) {
	dir := t.TempDir()
	r := run(t, testProcess(dir, "a", "child"), testProcess(dir, "b", "failing"))
	err := <-r.result
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"b ended 3 times", "exit status 3", filepath.Join(dir, "b.log"), "I cannot run"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not contain %q", err, want)
		}
	}
	for _, line := range lines(t, filepath.Join(dir, "a.pids")) {
		t.Logf("a ran as %s", line)
	}
}

func TestWaitsForTheGate(t *testing.T) {
	dir := t.TempDir()
	open := make(chan struct{})
	p := testProcess(dir, "b", "child")
	p.Gate = func(ctx context.Context) error {
		select {
		case <-open:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	r := run(t, testProcess(dir, "a", "child"), p)
	pids(t, dir, "a", 1)
	if got := lines(t, filepath.Join(dir, "b.pids")); len(got) > 0 {
		t.Error("b was started before its gate opened")
	}
	close(open)
	pids(t, dir, "b", 1)
	r.cancel()
	if err := <-r.result; err != nil {
		t.Fatal(err)
	}
}

func TestStopsWhileAGateIsClosed(t *testing.T) {
	p := testProcess(t.TempDir(), "a", "child")
	p.Gate = func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	r := run(t, p)
	r.cancel()
	if err := <-r.result; err != nil {
		t.Fatal(err)
	}
}

func TestNothingSurvivesTheSupervisor(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux ends a child with its parent")
	}
	dir := t.TempDir()
	supervisor := exec.Command(os.Args[0], dir)
	supervisor.Env = append(os.Environ(), roleVariable+"=supervisor")
	if err := supervisor.Start(); err != nil {
		t.Fatal(err)
	}
	a, b := pids(t, dir, "a", 1)[0], pids(t, dir, "b", 1)[0]
	if err := supervisor.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = supervisor.Wait()
	eventually(t, "the children to be gone", func() bool { return !alive(a) && !alive(b) })
}

func TestBackoff(t *testing.T) {
	b := Backoff{First: 100 * time.Millisecond, Max: time.Second}
	for failures, want := range map[int]time.Duration{
		1: 100 * time.Millisecond, 2: 200 * time.Millisecond, 4: 800 * time.Millisecond, 5: time.Second, 1000: time.Second,
	} {
		if got := b.delay(failures); got != want {
			t.Errorf("after %d failures: %v, want %v", failures, got, want)
		}
	}
}
