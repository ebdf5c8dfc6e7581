package e2e

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/kubeconfig"
	"meshstack/kubernetes/internal/node"
	"meshstack/kubernetes/internal/testpki"
)

// newNode writes the files of a cluster with this machine as its node, and with the
// workers. It skips the test if the machine cannot be a node.
func newNode(t *testing.T, binary string, workers ...config.Worker) *cluster {
	t.Helper()
	return newNodeWith(t, binary, "", workers...)
}

// newNodeWith is newNode with a root file system.
func newNodeWith(t *testing.T, binary, root string, workers ...config.Worker) *cluster {
	t.Helper()
	files, err := testpki.Cluster(t.TempDir(), freePort(t), &config.Node{Name: "node-0", Address: "198.18.0.1", SandboxImage: sandboxImage, Root: root}, workers...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := node.Check(files.Config); err != nil {
		t.Skip(err)
	}
	client, err := kubernetes.NewForConfig(kubeconfig.Admin(files.Config))
	if err != nil {
		t.Fatal(err)
	}
	c := &cluster{t: t, binary: binary, files: files, client: client}
	// Registered first, so that it runs last, after the end of the supervisor.
	t.Cleanup(func() {
		if err := node.Cleanup(files.Config); err != nil {
			t.Error(err)
		}
	})
	return c
}

// TestNode is one story, because starting a cluster takes most of the time.
func TestNode(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a cluster")
	}
	c := newNode(t, binary(t))
	images := buildImages(t)
	settings := kernelSettings(t)
	c.start()
	c.waitForNodes()
	c.importImages(images)
	c.createWeb()
	port := c.waitForWeb()

	c.checkExecAndLogs()
	c.checkFromPod(port)
	c.checkUsage()
	if left := tracesOutside(t, c.files.Config); len(left) > 0 {
		t.Errorf("while it runs, the machine has %v", left)
	}

	before := c.checkContainersSurvive(port)

	c.eventually("what has ended to be waited for", func(context.Context) error {
		if zombies := zombiesOf(t, c.init()); len(zombies) > 0 {
			return fmt.Errorf("there are %v", zombies)
		}
		return nil
	})

	// Only cgroups outlive a killed supervisor.
	c.end(syscall.SIGKILL)
	c.eventually("the cluster's processes to be gone", func(context.Context) error {
		if pids := inCgroup(t, node.CgroupOf(c.files.Config)); len(pids) > 0 {
			return fmt.Errorf("there are %v", pids)
		}
		return nil
	})
	c.cleanUp()
	c.cleanUp() // idempotent
	if left := traces(t, c.files.Config); len(left) > 0 {
		t.Errorf("after a kill and cleanup there are %v", left)
	}

	// Data survives: images, objects and their pods.
	c.start()
	if again := c.waitForWeb(); again != port {
		t.Errorf("the NodePort was %d and is %d", port, again)
	}
	if slices.Equal(before, c.containers()) {
		t.Error("the containers count as running after the end of their processes")
	}

	// A stop ends containers gracefully.
	c.checkSecondSupervisor()
	asked := time.Now()
	c.end(syscall.SIGTERM)
	t.Logf("stopped after %v", time.Since(asked).Round(time.Millisecond))
	if code := c.command.ProcessState.ExitCode(); code != 0 {
		t.Errorf("exit code %d: %s", code, c.stderr.String())
	}
	c.checkEndedInOrder()
	if left := traces(t, c.files.Config); len(left) > 0 {
		t.Errorf("after a stop there are %v", left)
	}
	if now := kernelSettings(t); !slices.Equal(settings, now) {
		t.Errorf("the machine's settings were %v and are %v", settings, now)
	}
}

// TestNodePortTaken: a NodePort in use on the machine answers once it is free.
func TestNodePortTaken(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a cluster")
	}
	c := newNode(t, binary(t))
	c.start()
	c.importImages(buildImages(t))
	c.createWeb()
	port := c.waitForWeb()

	const other = "other"
	taken := takeNodePort(t)
	defer taken.Close()
	number := taken.Addr().(*net.TCPAddr).Port
	service := webService(other)
	service.Spec.Ports[0].NodePort = int32(number)
	if _, err := c.client.CoreV1().Services(namespace).Create(context.Background(), service, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	c.eventually("the log to name the port", func(context.Context) error {
		text, err := os.ReadFile(c.layout().Log("supervisor"))
		if err == nil && !strings.Contains(string(text), fmt.Sprintf("port=%d service=%s/%s", number, namespace, other)) {
			err = errors.New("it does not")
		}
		return err
	})
	if _, err := get(context.Background(), port, "/"); err != nil {
		t.Errorf("the other NodePort does not answer: %v", err)
	}
	taken.Close()
	c.eventually("the NodePort to answer", func(ctx context.Context) error {
		_, err := get(ctx, number, "/")
		return err
	})
	if err := c.client.CoreV1().Services(namespace).Delete(context.Background(), other, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	c.eventually("the port to be free again", func(context.Context) error {
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", number))
		if err != nil {
			return err
		}
		return listener.Close()
	})
}

// takeNodePort listens on a free port of the range.
func takeNodePort(t *testing.T) net.Listener {
	t.Helper()
	for port := 30000; port <= 32767; port++ {
		if listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			return listener
		}
	}
	t.Fatal("every port of the range is taken")
	return nil
}
