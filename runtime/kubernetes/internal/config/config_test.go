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

func TestRejectsInvalidFields(t *testing.T) {
	with := func(field string) string { return strings.TrimSuffix(minimal, "}") + "," + field + "}" }
	for name, test := range map[string]struct{ text, want string }{
		"empty":              {"", "the file is empty"},
		"not JSON":           {"{", "not valid JSON"},
		"two objects":        {minimal + minimal, "more than one JSON value"},
		"unknown field":      {with(`"datadir2":1`), `unknown field "datadir2"`},
		"unknown inner":      {with(`"scheduler":{"args":[]}`), `unknown field "args"`},
		"wrong type":         {with(`"simulatedNodes":"yes"`), "simulatedNodes: found a JSON string; expected a bool"},
		"no port":            {`{"dataDir":"/d","logDir":"/l","pkiDir":"/p"}`, "apiServer.port: found 0; expected 1 to 65535"},
		"port too large":     {with(`"apiServer":{"port":65536}`), "apiServer.port: found 65536"},
		"relative path":      {strings.Replace(minimal, `"/d"`, `"d"`, 1), `dataDir: found "d"; expected an absolute path`},
		"missing path":       {strings.Replace(minimal, `"pkiDir":"/p",`, "", 1), "pkiDir: missing"},
		"address":            {with(`"apiServer":{"port":1,"bindAddress":"localhost"}`), `apiServer.bindAddress: found "localhost"`},
		"service range":      {with(`"serviceCIDR":"10.96.0.0"`), `serviceCIDR: found "10.96.0.0"; expected a network`},
		"host bits":          {with(`"podCIDR":"10.244.0.1/16"`), "write 10.244.0.0/16"},
		"overlapping ranges": {with(`"podCIDR":"10.100.0.0/16"`), "overlap"},
		"node ports":         {with(`"nodePortRange":"32767-30000"`), `nodePortRange: found "32767-30000"`},
		"version too new":    {with(`"emulatedVersion":"1.34"`), `emulatedVersion: found "1.34"; expected 1.31 to 1.33`},
		"version with patch": {with(`"emulatedVersion":"1.33.1"`), `emulatedVersion: found "1.33.1"`},
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

func TestNodeDefaults(t *testing.T) {
	text := strings.TrimSuffix(minimal, "}") + `,"serviceCIDR":"10.20.0.0/16","node":{"name":"node-0","sandboxImage":"pause:1"}}`
	c, err := Decode(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	want := Node{Name: "node-0", Address: "198.18.0.1", SandboxImage: "pause:1", ClusterDNS: "10.20.0.10", ClusterDomain: "cluster.local"}
	if *c.Node != want {
		t.Errorf("got %+v", *c.Node)
	}
	if got := strings.Join(c.APIAudiences, " "); got != "https://kubernetes.default.svc istio-ca" {
		t.Errorf("the audiences are %s", got)
	}
}

func TestRejectsInvalidNodes(t *testing.T) {
	with := func(node, more string) string {
		return strings.TrimSuffix(minimal, "}") + `,"node":{` + node + `}` + more + `}`
	}
	const good = `"name":"n","sandboxImage":"p"`
	for name, test := range map[string]struct{ text, want string }{
		"both kinds":       {with(good, `,"simulatedNodes":true`), "node and simulatedNodes exclude each other"},
		"no name":          {with(`"sandboxImage":"p"`, ""), "node.name: missing"},
		"no DNS name":      {with(`"name":"Node_0","sandboxImage":"p"`, ""), `node.name: found "Node_0"`},
		"no image":         {with(`"name":"n"`, ""), `node.sandboxImage: found ""`},
		"quoted image":     {with(`"name":"n","sandboxImage":"p\"q"`, ""), `node.sandboxImage: found "p\"q"`},
		"relative root":    {with(good+`,"root":"tree"`, ""), `node.root: found "tree"; expected an absolute path`},
		"loopback":         {with(good+`,"address":"127.0.0.1"`, ""), `node.address: found "127.0.0.1"`},
		"IPv6 address":     {with(good+`,"address":"fd00::1"`, ""), `node.address: found "fd00::1"`},
		"a pod's address":  {with(good+`,"address":"10.244.0.9"`, ""), `node.address: found "10.244.0.9"`},
		"default taken":    {with(good, `,"podCIDR":"198.18.0.0/16"`), `node.address: found "198.18.0.1"`},
		"DNS elsewhere":    {with(good+`,"clusterDNS":"8.8.8.8"`, ""), `node.clusterDNS: found "8.8.8.8"; expected an address in serviceCIDR 10.96.0.0/12`},
		"domain":           {with(good+`,"clusterDomain":"a b"`, ""), `node.clusterDomain: found "a b"`},
		"IPv6 range":       {with(good, `,"podCIDR":"fd00::/48"`), "expected IPv4 ranges"},
		"few services":     {with(good, `,"serviceCIDR":"10.96.0.0/29"`), "at least 16 addresses"},
		"few pods":         {with(good, `,"podCIDR":"10.244.0.0/30"`), "at least 8 addresses"},
		"an unknown field": {with(good+`,"ip":"1.2.3.4"`, ""), `unknown field "ip"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Decode(strings.NewReader(test.text))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}
}

func TestReportsAllErrorsAtOnce(t *testing.T) {
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
