package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const minimal = `{"dataDir":"/d","logDir":"/l","pkiDir":"/p","apiServer":{"port":6443}}`

func TestDefaults(t *testing.T) {
	c, err := Decode(strings.NewReader(minimal))
	if err != nil {
		t.Fatal(err)
	}
	if c.APIServer.BindAddress != "127.0.0.1" || c.ServiceCIDR != "10.96.0.0/12" || c.PodCIDR != "10.244.0.0/16" ||
		c.NodePortRange != "30000-32767" || c.EmulatedVersion != "" || c.SimulatedNodes {
		t.Errorf("unexpected defaults: %+v", c)
	}
}

func TestMistakesAreNamed(t *testing.T) {
	with := func(field string) string { return strings.TrimSuffix(minimal, "}") + "," + field + "}" }
	for name, test := range map[string]struct{ text, want string }{
		"empty":              {"", "the file is empty"},
		"not JSON":           {"{", "not valid JSON"},
		"two objects":        {minimal + minimal, "something follows the JSON object"},
		"unknown field":      {with(`"datadir2":1`), `unknown field "datadir2"`},
		"unknown inner":      {with(`"scheduler":{"args":[]}`), `unknown field "args"`},
		"wrong type":         {with(`"simulatedNodes":"yes"`), "simulatedNodes is a JSON string; it must be a bool"},
		"no port":            {`{"dataDir":"/d","logDir":"/l","pkiDir":"/p"}`, "apiServer.port is 0; it must be 1 to 65535"},
		"port too large":     {with(`"apiServer":{"port":65536}`), "apiServer.port is 65536"},
		"relative path":      {strings.Replace(minimal, `"/d"`, `"d"`, 1), `dataDir is "d"; it must be an absolute path`},
		"missing path":       {strings.Replace(minimal, `"pkiDir":"/p",`, "", 1), "pkiDir is missing"},
		"address":            {with(`"apiServer":{"port":1,"bindAddress":"localhost"}`), `apiServer.bindAddress is "localhost"`},
		"service range":      {with(`"serviceCIDR":"10.96.0.0"`), `serviceCIDR is "10.96.0.0"; it must be a network`},
		"host bits":          {with(`"podCIDR":"10.244.0.1/16"`), "write 10.244.0.0/16"},
		"overlapping ranges": {with(`"podCIDR":"10.100.0.0/16"`), "overlap"},
		"node ports":         {with(`"nodePortRange":"32767-30000"`), `nodePortRange is "32767-30000"`},
		"version too new":    {with(`"emulatedVersion":"1.34"`), `emulatedVersion is "1.34"; it must be 1.31 to 1.33`},
		"version with patch": {with(`"emulatedVersion":"1.33.1"`), `emulatedVersion is "1.33.1"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Decode(strings.NewReader(test.text))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("the error is more than one line: %q", err)
			}
		})
	}
}

func TestAllMistakesAtOnce(t *testing.T) {
	_, err := Decode(strings.NewReader(`{"dataDir":"d","apiServer":{"port":-1}}`))
	for _, want := range []string{"dataDir", "logDir", "pkiDir", "apiServer.port"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not name %s: %v", want, err)
		}
	}
}

func TestLoadNamesTheFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cluster.json")
	if _, err := Load(file); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("missing file: got %v", err)
	}
	if err := os.WriteFile(file, []byte("[]"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(file); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("wrong content: got %v", err)
	}
	if err := os.WriteFile(file, []byte(minimal), 0o600); err != nil {
		t.Fatal(err)
	}
	if c, err := Load(file); err != nil || c.APIServer.Port != 6443 {
		t.Errorf("good file: got %+v, %v", c, err)
	}
}
