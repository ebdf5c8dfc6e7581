package node

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestSubordinates(t *testing.T) {
	const text = "alice:100000:65536\n# a comment\nbob:165536:65536\n1000:300000:10\nalice:x:1\nalice:400000:5\n"
	for name, want := range map[string][]idRange{
		"alice": {{100000, 65536}, {300000, 10}, {400000, 5}},
		"carol": {{300000, 10}},
	} {
		if got := subordinates(text, name, "1000"); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	if got := subordinates(text, "carol", "1001"); len(got) > 0 {
		t.Errorf("a user without a line has %v", got)
	}
}

func TestNamespaceHintNamesTheSetting(t *testing.T) {
	for name, test := range map[string]struct{ file, value, want string }{
		"Debian":        {"kernel/unprivileged_userns_clone", "0", "sysctl -w kernel.unprivileged_userns_clone=1"},
		"a limit":       {"user/max_user_namespaces", "0", "user.max_user_namespaces: found 0; expected 65536"},
		"Ubuntu":        {"kernel/apparmor_restrict_unprivileged_userns", "1", "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"},
		"an allowed":    {"kernel/apparmor_restrict_unprivileged_userns", "0", "in a container"},
		"an older kind": {"kernel/other", "1", "in a container"},
	} {
		t.Run(name, func(t *testing.T) {
			settings := t.TempDir()
			file := filepath.Join(settings, test.file)
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(test.value+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			if got := namespaceHint(settings); !strings.Contains(got, test.want) {
				t.Errorf("got %q, want %q in it", got, test.want)
			}
		})
	}
}

func TestExplainKeepsOtherErrors(t *testing.T) {
	if got := explain(unix.EEXIST); got != error(unix.EEXIST) {
		t.Errorf("got %v", got)
	}
	if got := explain(unix.EPERM).Error(); !strings.HasPrefix(got, "operation not permitted; ") {
		t.Errorf("got %v", got)
	}
}

func TestProgramsInATree(t *testing.T) {
	root := t.TempDir()
	for _, dir := range []string{"usr/sbin", "etc/alternatives"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "usr/sbin/multi"), nil, 0o755); err != nil {
		t.Fatal(err)
	}
	for link, target := range map[string]string{
		"usr/sbin/iptables":         "/etc/alternatives/iptables",
		"etc/alternatives/iptables": "/usr/sbin/multi",
		"usr/sbin/env":              "/usr/bin/env",
		"sbin":                      "usr/sbin",
	} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	// The machine has /usr/bin/env, the tree does not.
	for file, want := range map[string]bool{"/usr/sbin/iptables": true, "/sbin/iptables": true, "/usr/sbin/env": false} {
		if got := isExecutable(root, file); got != want {
			t.Errorf("%s: %v", file, got)
		}
	}
}
