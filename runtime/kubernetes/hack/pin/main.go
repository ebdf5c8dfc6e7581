// Command pin sets the Kubernetes version of this module:
//
//	go run ./hack/pin v1.33.13
//
// k8s.io/kubernetes requires its staging modules (k8s.io/api and others) at v0.0.0
// and replaces them by folders of its repository, but replace directives apply in
// the main module only. pin writes the replace directives into go.mod, each with the
// published version of the same code (v0.X.Y for v1.X.Y), and the version into
// ldflags.txt. Run `go mod tidy` afterwards.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"sort"
	"strings"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "pin:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("expected one version, such as v1.33.13")
	}
	version, err := parse(args[0])
	if err != nil {
		return err
	}
	modules, err := stagingModules(version.kubernetes())
	if err != nil {
		return err
	}
	if err := edit("go.mod", func(text string) (string, error) { return replaceLines(text, modules, version) }); err != nil {
		return err
	}
	if err := edit("ldflags.txt", func(string) (string, error) { return ldflags(version) + "\n", nil }); err != nil {
		return err
	}
	fmt.Println("go.mod and ldflags.txt are written; now run go mod tidy")
	return nil
}

// release is a version of Kubernetes.
type release struct{ major, minor, patch string }

var releaseForm = regexp.MustCompile(`^v(1)\.(\d+)\.(\d+)$`)

func parse(text string) (release, error) {
	m := releaseForm.FindStringSubmatch(text)
	if m == nil {
		return release{}, fmt.Errorf("found version %q; expected a release such as v1.33.13", text)
	}
	return release{m[1], m[2], m[3]}, nil
}

func (r release) kubernetes() string { return "v" + r.major + "." + r.minor + "." + r.patch }
func (r release) staging() string    { return "v0." + r.minor + "." + r.patch }

// stagingModules returns the modules that k8s.io/kubernetes replaces by folders.
func stagingModules(version string) ([]string, error) {
	out, err := exec.Command("go", "mod", "download", "-json", "k8s.io/kubernetes@"+version).Output()
	if err != nil {
		return nil, fmt.Errorf("cannot download k8s.io/kubernetes@%s: %w", version, err)
	}
	var module struct{ GoMod string }
	if err := json.Unmarshal(out, &module); err != nil {
		return nil, err
	}
	out, err = exec.Command("go", "mod", "edit", "-json", module.GoMod).Output()
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", module.GoMod, err)
	}
	var file struct {
		Replace []struct{ Old, New struct{ Path string } }
	}
	if err := json.Unmarshal(out, &file); err != nil {
		return nil, err
	}
	var modules []string
	for _, r := range file.Replace {
		if strings.HasPrefix(r.New.Path, "./staging/") {
			modules = append(modules, r.Old.Path)
		}
	}
	if len(modules) == 0 {
		return nil, fmt.Errorf("k8s.io/kubernetes@%s replaces no staging module; look at its go.mod", version)
	}
	sort.Strings(modules)
	return modules, nil
}

var (
	replaceBlock = regexp.MustCompile(`(?s)\nreplace \(\n.*?\n\)\n`)
	requirement  = regexp.MustCompile(`(\tk8s\.io/kubernetes )v\S+`)
	stagingLine  = regexp.MustCompile(`(?m)^(\t(k8s\.io/\S+) )v0\.\d+\.\d+`)
)

// replaceLines returns go.mod with the replace block and requirements of the version.
func replaceLines(text string, modules []string, version release) (string, error) {
	if !replaceBlock.MatchString(text) || !requirement.MatchString(text) {
		return "", errors.New("go.mod has no replace block or does not require k8s.io/kubernetes")
	}
	staging := map[string]bool{}
	var block strings.Builder
	block.WriteString("\nreplace (\n")
	for _, module := range modules {
		staging[module] = true
		fmt.Fprintf(&block, "\t%s => %s %s\n", module, module, version.staging())
	}
	block.WriteString(")\n")
	text = replaceBlock.ReplaceAllLiteralString(text, "\n")
	text = requirement.ReplaceAllString(text, "${1}"+version.kubernetes())
	text = stagingLine.ReplaceAllStringFunc(text, func(line string) string {
		m := stagingLine.FindStringSubmatch(line)
		if !staging[m[2]] {
			return line
		}
		return m[1] + version.staging()
	})
	return strings.TrimRight(text, "\n") + "\n" + block.String(), nil
}

// ldflags omits debug information and sets the variables that Kubernetes' own build
// sets; without them the API server reports v0.0.0.
func ldflags(version release) string {
	flags := []string{"-s", "-w"}
	for _, module := range []string{"k8s.io/component-base/version", "k8s.io/client-go/pkg/version"} {
		flags = append(flags,
			"-X", module+".gitVersion="+version.kubernetes(),
			"-X", module+".gitMajor="+version.major,
			"-X", module+".gitMinor="+version.minor,
			"-X", module+".gitCommit=",
		)
	}
	return strings.Join(flags, " ")
}

func edit(file string, change func(string) (string, error)) error {
	before, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	after, err := change(string(before))
	if err != nil {
		return err
	}
	if bytes.Equal(before, []byte(after)) {
		return nil
	}
	return os.WriteFile(file, []byte(after), 0o644)
}
