package e2e

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"

	"meshstack/kubernetes/internal/kubeconfig"
)

// TestCluster is one story, because starting a cluster takes most of the time.
func TestCluster(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a control plane")
	}
	c := newCluster(t, binary(t))
	c.start()

	c.createWorkload()
	c.waitForDeployment()
	c.waitForJob()
	c.checkListeners()
	c.checkFiles()
	c.checkAnonymous()
	c.checkSecondSupervisor()
	before := c.pods()

	// A component that ends is restarted.
	apiServer := c.component("kube-apiserver")
	if err := syscall.Kill(apiServer.pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	c.eventually("the API server to be back", func(ctx context.Context) error {
		if apiServer.alive() {
			return errors.New("it has not ended yet")
		}
		_, err := c.client.RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
		return err
	})

	// No process outlives a killed supervisor.
	children := childrenOf(t, c.command.Process.Pid)
	if len(children) != 5 {
		t.Errorf("%d components run, want 5", len(children))
	}
	c.end(syscall.SIGKILL)
	c.checkGone(children)

	// Data survives, and KWOK simulates the nodes again at once.
	c.start()
	after := c.pods()
	names := map[string]bool{}
	for _, pod := range after {
		names[pod.Name] = true
	}
	for _, pod := range before {
		if !names[pod.Name] {
			t.Errorf("pod %s is lost", pod.Name)
		}
	}
	if err := c.client.CoreV1().Pods(namespace).Delete(context.Background(), before[0].Name, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	c.eventually("the deleted pod to be replaced", func(context.Context) error {
		ready := 0
		for _, pod := range c.podsWithoutCheck() {
			if pod == before[0].Name {
				return errors.New("it is still there")
			}
			ready++
		}
		if ready != len(before) {
			return fmt.Errorf("there are %d pods", ready)
		}
		return nil
	})
	c.waitForDeployment()

	// A stop is orderly; end limits its time.
	children = childrenOf(t, c.command.Process.Pid)
	asked := time.Now()
	c.end(syscall.SIGTERM)
	t.Logf("stopped after %v", time.Since(asked).Round(time.Millisecond))
	if code := c.command.ProcessState.ExitCode(); code != 0 {
		t.Errorf("exit code %d: %s", code, c.stderr.String())
	}
	c.checkGone(children)
}

// podsWithoutCheck are the names of the Deployment's pods that are ready.
func (c *cluster) podsWithoutCheck() []string {
	list, err := c.client.CoreV1().Pods(namespace).List(context.Background(), metav1.ListOptions{LabelSelector: "app=web"})
	if err != nil {
		return nil
	}
	var names []string
	for _, pod := range list.Items {
		names = append(names, pod.Name)
	}
	return names
}

// checkListeners: the API server listens on its port, and nothing else listens.
func (c *cluster) checkListeners() {
	c.t.Helper()
	api := fmt.Sprintf("0100007F:%04X", c.files.Config.APIServer.Port)
	for _, p := range append(childrenOf(c.t, c.command.Process.Pid), process{pid: c.command.Process.Pid, args: []string{"", "serve"}}) {
		got := strings.Join(p.listens(c.t), " ")
		want := ""
		if p.args[1] == "kube-apiserver" {
			want = api
		}
		if got != want {
			c.t.Errorf("%s listens on %q, want %q", p.args[1], got, want)
		}
	}
}

// checkFiles: the cluster's files are private to its user.
func (c *cluster) checkFiles() {
	c.t.Helper()
	for _, pattern := range []string{filepath.Join(c.files.Config.DataDir, "*.kubeconfig"), filepath.Join(c.files.Config.LogDir, "*.log")} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			c.t.Errorf("%s: %v, %v", pattern, found, err)
		}
		for _, file := range found {
			if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
				c.t.Errorf("%s: %v %v", file, info.Mode(), err)
			}
		}
	}
	for _, dir := range []string{c.files.Config.DataDir, c.files.Config.LogDir, c.layout().EtcdData()} {
		if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
			c.t.Errorf("%s: %v %v", dir, info.Mode(), err)
		}
	}
}

// checkAnonymous: requests without a certificate are rejected, even for the version.
func (c *cluster) checkAnonymous() {
	c.t.Helper()
	anonymous := rest.AnonymousClientConfig(kubeconfig.Admin(c.files.Config))
	client, err := rest.HTTPClientFor(anonymous)
	if err != nil {
		c.t.Fatal(err)
	}
	response, err := client.Get(anonymous.Host + "/version")
	if err != nil {
		c.t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusUnauthorized {
		c.t.Errorf("an anonymous request was answered with %s", response.Status)
	}
}

// checkSecondSupervisor: the data directory accepts one supervisor.
func (c *cluster) checkSecondSupervisor() {
	c.t.Helper()
	text, err := exec.Command(c.binary, "serve", "--config", c.files.ConfigFile).CombinedOutput()
	if err == nil || !strings.Contains(string(text), fmt.Sprintf("is in use by process %d; stop that cluster first", c.command.Process.Pid)) {
		c.t.Errorf("a second supervisor printed %q (%v)", text, err)
	}
}

// checkGone: the processes end, and nothing listens on the port.
func (c *cluster) checkGone(processes []process) {
	c.t.Helper()
	c.eventually("the components to be gone", func(context.Context) error {
		for _, p := range processes {
			if p.alive() {
				return fmt.Errorf("%s (%d) is alive", p.args[1], p.pid)
			}
		}
		return nil
	})
}
