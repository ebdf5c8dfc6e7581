package main

import (
	"os"
	"strings"
	"testing"
)

const before = `module m

require (
	k8s.io/api v0.33.13
	k8s.io/kubernetes v1.33.13
	k8s.io/utils v0.0.0-20241104100929-3ea5e8cea738
)

replace (
	k8s.io/api => k8s.io/api v0.33.13
)
`

const after = `module m

require (
	k8s.io/api v0.34.2
	k8s.io/kubernetes v1.34.2
	k8s.io/utils v0.0.0-20241104100929-3ea5e8cea738
)

replace (
	k8s.io/api => k8s.io/api v0.34.2
	k8s.io/new => k8s.io/new v0.34.2
)
`

func TestReplaceLines(t *testing.T) {
	version, err := parse("v1.34.2")
	if err != nil {
		t.Fatal(err)
	}
	got, err := replaceLines(before, []string{"k8s.io/api", "k8s.io/new"}, version)
	if err != nil {
		t.Fatal(err)
	}
	if got != after {
		t.Errorf("got\n%s", got)
	}
	again, err := replaceLines(got, []string{"k8s.io/api", "k8s.io/new"}, version)
	if err != nil || again != got {
		t.Errorf("a second time changes something (%v):\n%s", err, again)
	}
	if _, err := replaceLines("module m\n", nil, version); err == nil {
		t.Error("a go.mod without a replace block was accepted")
	}
}

func TestParseRefusesWhatIsNoRelease(t *testing.T) {
	for _, text := range []string{"", "1.33.13", "v1.33", "v1.33.0-rc.1", "v2.0.0"} {
		if _, err := parse(text); err == nil {
			t.Errorf("%q was accepted", text)
		}
	}
}

// The files in the repository are what pin writes for the version they name.
func TestFilesAreInStep(t *testing.T) {
	goMod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	flags, err := os.ReadFile("../../ldflags.txt")
	if err != nil {
		t.Fatal(err)
	}
	m := requirement.FindString(string(goMod))
	version, err := parse(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(m), "k8s.io/kubernetes")))
	if err != nil {
		t.Fatal(err)
	}
	if strings.TrimSpace(string(flags)) != ldflags(version) {
		t.Errorf("ldflags.txt is for another version than go.mod's %s", version.kubernetes())
	}
}
