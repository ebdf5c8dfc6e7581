package node

import (
	"os"
	"path/filepath"
	"testing"
)

func TestOwnCgroup(t *testing.T) {
	for text, want := range map[string]string{
		"0::/user.slice/user-1000.slice/session-2.scope\n": "/user.slice/user-1000.slice/session-2.scope",
		"12:memory:/a\n0::/b\n":                            "/b",
		"12:memory:/a\n":                                   "/",
	} {
		if got := ownCgroup(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// cgroupTree writes cgroups as files: those of which the user may not write a file have
// a directory instead, which even root cannot write.
func cgroupTree(t *testing.T, enabled map[string]string) (mount string) {
	t.Helper()
	mount = t.TempDir()
	for name, controllers := range enabled {
		dir := filepath.Join(mount, name)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		control := filepath.Join(dir, "cgroup.subtree_control")
		if controllers == "forbidden" {
			if err := os.Mkdir(control, 0o755); err != nil {
				t.Fatal(err)
			}
			continue
		}
		for file, text := range map[string]string{control: controllers, filepath.Join(dir, "cgroup.procs"): ""} {
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	return mount
}

func TestDelegatedBelow(t *testing.T) {
	const session = "user.slice/user-1000.slice/user@1000.service/app.slice/shell.scope"
	for name, test := range map[string]struct {
		enabled map[string]string
		own     string
		want    string
	}{
		"a session of systemd": {
			enabled: map[string]string{
				"": "forbidden", "user.slice": "forbidden", "user.slice/user-1000.slice": "forbidden",
				"user.slice/user-1000.slice/user@1000.service":           "cpu memory pids",
				"user.slice/user-1000.slice/user@1000.service/app.slice": "cpu io memory pids",
				session: "forbidden",
			},
			own: "/" + session, want: "user.slice/user-1000.slice/user@1000.service/app.slice",
		},
		"a login that is not delegated": {
			enabled: map[string]string{"": "forbidden", "user.slice": "forbidden", "user.slice/session-1.scope": "forbidden"},
			own:     "/user.slice/session-1.scope",
		},
		"a container with its own cgroup namespace": {
			enabled: map[string]string{"": "cpu cpuset memory pids"},
			own:     "/", want: ".",
		},
		"a cgroup outside the namespace": {
			enabled: map[string]string{"": "forbidden"},
			own:     "/../../other",
		},
	} {
		t.Run(name, func(t *testing.T) {
			mount := cgroupTree(t, test.enabled)
			got := delegatedBelow(mount, test.own, "/meshstack-test")
			if test.want == "" {
				if got != "" {
					t.Errorf("got %s, want none", got)
				}
				return
			}
			if want := filepath.Join(mount, test.want); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			if _, err := os.Stat(filepath.Join(got, "meshstack-test")); err != nil {
				t.Errorf("the cluster's cgroup was not created: %v", err)
			}
		})
	}
}

func TestEnableAddsOnlyMissingControllers(t *testing.T) {
	mount := cgroupTree(t, map[string]string{"a": "cpu memory", "b": "pids memory cpu"})
	for name, want := range map[string]string{"a": "+pids", "b": "pids memory cpu"} {
		if err := enable(filepath.Join(mount, name), requiredControllers); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(mount, name, "cgroup.subtree_control"))
		if err != nil || string(text) != want {
			t.Errorf("%s: wrote %q (%v), want %q", name, text, err, want)
		}
	}
}
