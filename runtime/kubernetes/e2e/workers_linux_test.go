package e2e

import (
	"context"
	"errors"
	"slices"
	"syscall"
	"testing"

	"meshstack/kubernetes/internal/config"
)

// TestWorkers: pods on a second node connect as those on the first.
func TestWorkers(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a cluster")
	}
	c := newNode(t, binary(t), config.Worker{Name: "node-1", Address: "198.18.0.2"})
	c.testWorkers(buildImages(t), func(when string) {
		if left := traces(t, c.files.Config); len(left) > 0 {
			t.Errorf("%s there are %v", when, left)
		}
	})
}

// testWorkers tests a cluster of two nodes; checkStopped looks for leftovers.
func (c *cluster) testWorkers(images []string, checkStopped func(when string)) {
	t := c.t
	c.start()
	c.waitForNodes()
	c.importImages(images)
	c.createWeb()
	port := c.waitForWeb()

	var nodes []string
	for _, pod := range c.webPods() {
		nodes = append(nodes, pod.Spec.NodeName)
	}
	if slices.Sort(nodes); !slices.Equal(nodes, []string{"node-0", "node-1"}) {
		t.Errorf("the pods are on %v", nodes)
	}
	c.checkExecAndLogs()
	c.checkFromPod(port)
	if left := tracesOutside(t, c.files.Config); len(left) > 0 {
		t.Errorf("while it runs, the machine has %v", left)
	}

	// A failed node recovers with its pods, without an effect on the other.
	component := c.component("node-init")
	if err := syscall.Kill(component.pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	c.eventually("the node to be started again", func(context.Context) error {
		for _, p := range childrenOf(t, c.init()) {
			if p.is("node-init") && p.pid != component.pid {
				return nil
			}
		}
		return errors.New("it does not run")
	})
	c.waitForWeb()
	c.eventually("exec to work on both nodes", func(context.Context) error {
		for _, pod := range c.webPods() {
			if _, err := c.tryKubectl("exec", pod.Name, "--", "/app", "say", "hello"); err != nil {
				return err
			}
		}
		return nil
	})

	c.end(syscall.SIGTERM)
	if code := c.command.ProcessState.ExitCode(); code != 0 {
		t.Errorf("exit code %d: %s", code, c.stderr.String())
	}
	checkStopped("after a stop")
}
