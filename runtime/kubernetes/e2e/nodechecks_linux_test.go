package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	statsv1alpha1 "k8s.io/kubelet/pkg/apis/stats/v1alpha1"
	"k8s.io/utils/ptr"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
)

// nodes returns the configurations of the nodes.
func (c *cluster) nodes() []*config.Config {
	all := []*config.Config{c.files.Config}
	for i := range c.files.Config.Workers {
		all = append(all, c.files.Config.Worker(i))
	}
	return all
}

// waitForNodes waits until every node is ready.
func (c *cluster) waitForNodes() {
	c.t.Helper()
	started := time.Now()
	for _, node := range c.nodes() {
		name := node.Node.Name
		c.eventually(name+" to be ready", func(ctx context.Context) error {
			n, err := c.client.CoreV1().Nodes().Get(ctx, name, metav1.GetOptions{})
			if err != nil {
				return err
			}
			for _, condition := range n.Status.Conditions {
				if condition.Type == corev1.NodeReady && condition.Status == corev1.ConditionTrue {
					return nil
				}
			}
			return fmt.Errorf("conditions: %v", n.Status.Conditions)
		})
		c.t.Logf("%s was ready after %v", name, time.Since(started).Round(time.Millisecond))
	}
}

// importImages imports archives into every node as a user of the machine does.
func (c *cluster) importImages(files []string) {
	c.t.Helper()
	for _, node := range c.nodes() {
		socket := layout.Of(node).ContainerdSocket()
		c.eventually("containerd to answer", func(context.Context) error {
			connection, err := net.Dial("unix", socket)
			if err != nil {
				return err
			}
			return connection.Close()
		})
		for _, file := range files {
			out, err := c.user.command("ctr", "--address", socket, "--namespace", "k8s.io", "images", "import", file).CombinedOutput()
			if err != nil {
				c.t.Fatalf("ctr images import: %v\n%s", err, out)
			}
		}
	}
}

func (c *cluster) kubectl(args ...string) string {
	c.t.Helper()
	out, err := c.tryKubectl(args...)
	if err != nil {
		c.t.Errorf("kubectl %v: %v\n%s", args, err, out)
	}
	return out
}

func (c *cluster) tryKubectl(args ...string) (string, error) {
	command := exec.Command(c.binary, append([]string{"kubectl", "--kubeconfig", c.files.AdminKubeconfig}, args...)...)
	// Separate from the output, because kubectl warns about streams that end early.
	var warnings strings.Builder
	command.Stderr = &warnings
	out, err := command.Output()
	if err != nil {
		return string(out) + warnings.String(), err
	}
	return string(out), nil
}

// checkExecAndLogs: the API server reaches each pod's kubelet and verifies its
// certificate.
func (c *cluster) checkExecAndLogs() {
	c.t.Helper()
	for _, pod := range c.webPods() {
		if out := c.kubectl("exec", pod.Name, "--", "/app", "say", "hello"); out != "hello\n" {
			c.t.Errorf("exec in %s on %s printed %q", pod.Name, pod.Spec.NodeName, out)
		}
		if out := c.kubectl("logs", pod.Name); !strings.Contains(out, "serving") {
			c.t.Errorf("the log of %s on %s is %q", pod.Name, pod.Spec.NodeName, out)
		}
	}
}

// checkUsage: the kubelet reports the usage of containers, from containerd and the
// cgroups.
func (c *cluster) checkUsage() {
	c.t.Helper()
	c.eventually("the kubelet to report the pods' usage", func(ctx context.Context) error {
		text, err := c.client.CoreV1().RESTClient().Get().AbsPath("/api/v1/nodes/node-0/proxy/stats/summary").DoRaw(ctx)
		if err != nil {
			return err
		}
		var summary statsv1alpha1.Summary
		if err := json.Unmarshal(text, &summary); err != nil {
			return err
		}
		for _, pod := range summary.Pods {
			if len(pod.Containers) == 1 && pod.Network != nil && ptr.Deref(pod.Containers[0].Memory.WorkingSetBytes, 0) > 0 {
				return nil
			}
		}
		return fmt.Errorf("got %s", text)
	})
}

// checkFromPod: a pod reaches the API server, its own Service and the other pod;
// connections to addresses outside fail at once.
func (c *cluster) checkFromPod(port int) {
	c.t.Helper()
	if out, err := get(context.Background(), port, "/api"); err != nil || !strings.Contains(out, `"major": "1"`) {
		c.t.Errorf("the API server answered a pod with %q (%v)", out, err)
	}
	service, err := c.client.CoreV1().Services(namespace).Get(context.Background(), "web", metav1.GetOptions{})
	if err != nil {
		c.t.Fatal(err)
	}
	urls := []string{"http://" + service.Spec.ClusterIP + "/"}
	for _, pod := range c.webPods() {
		urls = append(urls, "http://"+pod.Status.PodIP+":8080/")
	}
	for _, url := range urls {
		for range 4 { // most probably reaches each pod from itself and from the other
			if out, err := get(context.Background(), port, "/get?url="+url); err != nil || !strings.HasPrefix(out, "web-") {
				c.t.Errorf("%s answered a pod with %q (%v)", url, out, err)
			}
		}
	}
	if out, err := get(context.Background(), port, "/get?url=http://192.0.2.1/"); err == nil || !strings.Contains(err.Error(), "no route to host") {
		c.t.Errorf("an address outside the cluster answered %q (%v)", out, err)
	}
}

// checkContainersSurvive kills each program of the node. The web answers again, and the
// containers stay. It returns them.
func (c *cluster) checkContainersSurvive(port int) []string {
	c.t.Helper()
	before := c.containers()
	for _, name := range []string{"containerd", "kubelet", "kube-apiserver", "kube-proxy"} {
		c.checkAnswersWithout(name, port)
	}
	if after := c.containers(); !slices.Equal(before, after) {
		c.t.Errorf("the containers were %v and are %v", before, after)
	}
	return before
}

// checkAnswersWithout kills a component and waits for its restart, while every
// request succeeds.
func (c *cluster) checkAnswersWithout(name string, port int) {
	c.t.Helper()
	component := c.component(name)
	ctx, stop := context.WithCancel(context.Background())
	failed := make(chan error, 1)
	go func() {
		count := 0
		for ctx.Err() == nil {
			if _, err := get(context.Background(), port, "/"); err != nil {
				failed <- fmt.Errorf("after %d requests: %w", count, err)
				return
			}
			count++
		}
		c.t.Logf("%d requests were answered while %s was started again", count, name)
		failed <- nil
	}()
	if err := syscall.Kill(component.pid, syscall.SIGKILL); err != nil {
		c.t.Fatal(err)
	}
	c.eventually(name+" to be back", func(ctx context.Context) error {
		for _, p := range childrenOf(c.t, c.init()) {
			if p.is(name) && p.pid != component.pid {
				_, err := c.client.CoreV1().Nodes().Get(ctx, "node-0", metav1.GetOptions{})
				return err
			}
		}
		return errors.New("it does not run")
	})
	if name == "containerd" || name == "kubelet" {
		// The component works again when exec succeeds.
		c.eventually("exec to work", func(ctx context.Context) error {
			return exec.CommandContext(ctx, c.binary, "kubectl", "--kubeconfig", c.files.AdminKubeconfig,
				"exec", c.webPods()[0].Name, "--", "/app", "say", "hello").Run()
		})
	}
	stop()
	if err := <-failed; err != nil {
		c.t.Errorf("without %s: %v", name, err)
	}
}

// checkEndedInOrder: each container logged its SIGTERM.
func (c *cluster) checkEndedInOrder() {
	c.t.Helper()
	var files []string
	for _, node := range c.nodes() {
		found, err := filepath.Glob(filepath.Join(layout.Of(node).PodLogs(), "*", "web", "*.log"))
		if err != nil {
			c.t.Fatal(err)
		}
		files = append(files, found...)
	}
	ended := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			c.t.Fatal(err)
		}
		ended += strings.Count(string(text), "ended in order")
	}
	if ended != 2 {
		c.t.Errorf("%d of 2 containers ended in order", ended)
	}
}

// cleanUp removes the leftovers of a killed supervisor.
func (c *cluster) cleanUp() {
	c.t.Helper()
	c.onStopped("cleanup")
}

// onStopped runs a command for a cluster that does not run.
func (c *cluster) onStopped(name string) {
	c.t.Helper()
	if out, err := c.user.command(c.binary, name, "--config", c.files.ConfigFile).CombinedOutput(); err != nil {
		c.t.Errorf("%s: %v\n%s", name, err, out)
	}
}
