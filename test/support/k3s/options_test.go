package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOptions(t *testing.T) {
	t.Setenv("K3S_TOKEN", "from-env")
	t.Setenv("K3S_URL", "")
	o, err := parse("server", []string{"--tls-san=a,b", "--tls-san=c", "--disable", "traefik", "--cluster-init", "--node-name=server-0"})
	if err != nil {
		t.Fatal(err)
	}
	if o.token != "from-env" || o.tlsSANs.String() != "a,b,c" || !o.clusterInit || o.nodeName != "server-0" || o.port != 6443 {
		t.Errorf("parsed as %+v", o)
	}
	if o, err = parse("server", []string{"--token=from-flag"}); err != nil || o.token != "from-flag" {
		t.Errorf("a flag does not win over the environment: %v, %v", o, err)
	}
}

func TestOptionsRejected(t *testing.T) {
	t.Setenv("K3S_TOKEN", "")
	t.Setenv("K3S_URL", "")
	for want, args := range map[string][]string{
		"flag provided but not defined: -nonsense":     {"server", "--nonsense"},
		"flag provided but not defined: -cluster-init": {"agent", "--cluster-init"},
		`unexpected argument "x"`:                      {"server", "x"},
		"--token: token must not be empty":             {"agent", "--server=https://a"},
		"--server is required":                         {"agent", "--token=a"},
		"exclude each other":                           {"server", "--cluster-init", "--server=https://a"},
		"--disable: found x":                           {"server", "--disable=x"},
	} {
		if _, err := parse(args[0], args[1:]); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v; want %q", args, err, want)
		}
	}
}

func TestRegistries(t *testing.T) {
	file := filepath.Join(t.TempDir(), "registries.yaml")
	if err := checkRegistries(file); err != nil {
		t.Errorf("no file: %v", err)
	}
	for text, want := range map[string]string{
		"":                                       "",
		"mirrors: {docker.io: {endpoint: [a]}}":  "",
		"configs: {a: {auth: {username: u}}}":    "",
		"mirrors: {docker.io: {endpoints: [a]}}": `unknown field`,
		"configs: {a: {tls: {ca_file: /none}}}":  "no such file",
		"mirrors: [":                             "yaml",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		err := checkRegistries(file)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v; want %q", text, err, want)
		}
	}
}
