package e2e

import (
	"slices"
	"syscall"
	"testing"

	"meshstack/kubernetes/internal/config"
)

// TestNodeTree: root runs two nodes of a root file system.
func TestNodeTree(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a cluster")
	}
	root := newTree(t)
	tree := filesBelow(t, root)
	c := newNodeWith(t, binary(t), root, config.Worker{Name: "node-1", Address: "198.18.0.2"})
	images := buildImages(t)
	c.start()
	c.waitForNodes()
	c.importImages(images)
	c.createWeb()
	c.createSpy()
	port := c.waitForWeb()
	c.checkExecAndLogs()
	c.checkFromPod(port)
	c.checkUsage()
	c.checkConfined()
	c.end(syscall.SIGTERM)
	if left := traces(t, c.files.Config); len(left) > 0 {
		t.Errorf("after a stop there are %v", left)
	}
	if now := filesBelow(t, root); !slices.Equal(tree, now) {
		t.Error("the tree has changed")
	}
	c.onStopped("remove-data")
}
