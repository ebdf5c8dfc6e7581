package node

import (
	"encoding/json"
	"os"
	"os/exec"
	"testing"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
)

// startSleeper starts a process and records it as a first process.
func startSleeper(t *testing.T, c *config.Config) (pid int, ended chan struct{}) {
	t.Helper()
	sleeper := exec.Command("sleep", "600")
	if err := sleeper.Start(); err != nil {
		t.Fatal(err)
	}
	ended = make(chan struct{})
	go func() {
		_ = sleeper.Wait()
		close(ended)
	}()
	t.Cleanup(func() {
		_ = sleeper.Process.Kill()
		<-ended
	})
	if err := writeRecord(c, sleeper.Process.Pid, ""); err != nil {
		t.Fatal(err)
	}
	return sleeper.Process.Pid, ended
}

func TestEndRecordedEndsTheFirstProcess(t *testing.T) {
	c := &config.Config{DataDir: t.TempDir()}
	_, ended := startSleeper(t, c)
	for range 2 { // idempotent
		if err := endRecorded(c); err != nil {
			t.Fatal(err)
		}
	}
	<-ended
	if _, err := os.Stat(layout.Of(c).RunRecord()); !os.IsNotExist(err) {
		t.Errorf("the record still exists (%v)", err)
	}
}

func TestEndRecordedSparesOtherProcesses(t *testing.T) {
	for name, change := range map[string]func(*record){
		"after a reboot":   func(r *record) { r.Boot = "another" },
		"a reused process": func(r *record) { r.Started = "1" },
	} {
		t.Run(name, func(t *testing.T) {
			c := &config.Config{DataDir: t.TempDir()}
			pid, _ := startSleeper(t, c)
			file := layout.Of(c).RunRecord()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var r record
			if err := json.Unmarshal(text, &r); err != nil {
				t.Fatal(err)
			}
			change(&r)
			if text, err = json.Marshal(r); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, text, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := endRecorded(c); err != nil {
				t.Fatal(err)
			}
			if startOf(pid) == "" {
				t.Error("it ended another process")
			}
		})
	}
}

func TestEndRecordedIgnoresAnUnfinishedRecord(t *testing.T) {
	c := &config.Config{DataDir: t.TempDir()}
	if err := os.WriteFile(layout.Of(c).RunRecord(), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := endRecorded(c); err != nil {
		t.Error(err)
	}
}
