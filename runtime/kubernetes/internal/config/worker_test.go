package config

import (
	"strings"
	"testing"
)

func withWorkers(workers, more string) string {
	node := `,"node":{"name":"node-0","sandboxImage":"pause:1"}`
	return strings.TrimSuffix(minimal, "}") + node + more + `,"workers":[` + workers + `]}`
}

const aWorker = `{"name":"node-1","address":"198.18.0.2"}`

func TestWorker(t *testing.T) {
	c, err := Decode(strings.NewReader(withWorkers(aWorker+`,{"name":"node-2","address":"198.18.0.3"}`, "")))
	if err != nil {
		t.Fatal(err)
	}
	w := c.Worker(1)
	if w.Node.Name != "node-2" || w.Node.Address != "198.18.0.3" || w.Node.SandboxImage != "pause:1" || w.Cluster() != c {
		t.Errorf("the worker is %+v", w.Node)
	}
	if w.DataDir != "/d/nodes/node-2" || w.LogDir != "/l/nodes/node-2" || w.PKIDir != "/p/nodes/node-2" {
		t.Errorf("its directories are %s, %s, %s", w.DataDir, w.LogDir, w.PKIDir)
	}
	for node, want := range map[*Config]string{c: "10.244.0.0/24", c.Worker(0): "10.244.1.0/24", w: "10.244.2.0/24"} {
		if got := node.PodRange().String(); got != want {
			t.Errorf("the pods of %s are in %s, want %s", node.Node.Name, got, want)
		}
	}
	if c.Node.Name != "node-0" {
		t.Errorf("the first node changed its name to %s", c.Node.Name)
	}
}

func TestTheOnlyNodeHasTheWholePodRange(t *testing.T) {
	c, err := Decode(strings.NewReader(withWorkers("", "")))
	if err != nil {
		t.Fatal(err)
	}
	if got := c.PodRange().String(); got != "10.244.0.0/16" {
		t.Errorf("it has %s", got)
	}
}

func TestRejectsInvalidWorkers(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"without a node": {strings.TrimSuffix(minimal, "}") + `,"workers":[` + aWorker + `]}`, "workers: missing node"},
		"no name":        {withWorkers(`{"address":"198.18.0.2"}`, ""), `workers[0].name: found ""`},
		"a path":         {withWorkers(`{"name":"../x","address":"198.18.0.2"}`, ""), `workers[0].name: found "../x"; expected a DNS label`},
		"a name twice":   {withWorkers(aWorker+`,{"name":"node-1","address":"198.18.0.3"}`, ""), `workers[1].name: found "node-1"`},
		"first name":     {withWorkers(`{"name":"node-0","address":"198.18.0.2"}`, ""), `workers[0].name: found "node-0"`},
		"no address":     {withWorkers(`{"name":"node-1"}`, ""), `workers[0].address: found ""`},
		"address twice":  {withWorkers(`{"name":"node-1","address":"198.18.0.1"}`, ""), `workers[0].address: found "198.18.0.1"`},
		"a pod's":        {withWorkers(`{"name":"node-1","address":"10.244.3.3"}`, ""), `workers[0].address: found "10.244.3.3"`},
		"few pods":       {withWorkers(aWorker, `,"podCIDR":"10.244.0.0/24"`), "podCIDR: found 10.244.0.0/24; expected a /24 for each of 2 nodes"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Decode(strings.NewReader(test.text))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}
}
