package e2e

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"syscall"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

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
	c.testFewerNodes()
	checkStopped("after a stop with fewer nodes")
}

// testFewerNodes starts a stopped cluster again without its worker: the worker's Node
// object and its pods are deleted, and the pods' replacements run on the other node.
func (c *cluster) testFewerNodes() {
	c.files.Config.Workers = nil
	if err := c.files.WriteConfig(); err != nil {
		c.t.Fatal(err)
	}
	c.start()
	c.waitForNodes()
	c.eventually("the worker and its pods to be deleted", func(ctx context.Context) error {
		nodes, err := c.client.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
		if err != nil {
			return err
		}
		for _, n := range nodes.Items {
			if n.Name != "node-0" {
				return fmt.Errorf("the Node object %s exists", n.Name)
			}
		}
		for _, pod := range c.webPods() {
			if pod.Spec.NodeName != "node-0" {
				return fmt.Errorf("the pod %s is on %q", pod.Name, pod.Spec.NodeName)
			}
		}
		return nil
	})
	c.waitForWeb()
	c.end(syscall.SIGTERM)
}
