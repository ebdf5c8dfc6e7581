// Package e2e tests the real binary from outside.
package e2e

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"k8s.io/client-go/kubernetes"

	"meshstack/kubernetes/internal/kubeconfig"
	"meshstack/kubernetes/internal/layout"
	"meshstack/kubernetes/internal/testpki"
)

// binary is the program under test: $MESHSTACK_KUBERNETES, or a new build.
func binary(t *testing.T) string {
	t.Helper()
	if file := os.Getenv("MESHSTACK_KUBERNETES"); file != "" {
		return file
	}
	ldflags, err := os.ReadFile("../ldflags.txt")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "meshstack-kubernetes")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", strings.TrimSpace(string(ldflags)), "-o", file, ".")
	build.Dir = ".."
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return file
}

// cluster is a running binary.
type cluster struct {
	t       *testing.T
	binary  string
	files   *testpki.Files
	client  *kubernetes.Clientset
	user    *testUser // who runs the binary; nil is the current user
	command *exec.Cmd
	stderr  bytes.Buffer
	exited  chan struct{}
}

// newCluster writes the files of a cluster into a directory whose path is too long
// for a socket.
func newCluster(t *testing.T, binary string) *cluster {
	t.Helper()
	dir := filepath.Join(t.TempDir(), strings.Repeat("long-directory-name/", 6))
	files, err := testpki.Cluster(dir, freePort(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	client, err := kubernetes.NewForConfig(kubeconfig.Admin(files.Config))
	if err != nil {
		t.Fatal(err)
	}
	return &cluster{t: t, binary: binary, files: files, client: client}
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

// start starts the binary and waits until the API server is ready.
func (c *cluster) start() {
	c.t.Helper()
	c.stderr.Reset()
	c.command = c.user.command(c.binary, "serve", "--config", c.files.ConfigFile)
	c.command.Stderr = &c.stderr
	if err := c.command.Start(); err != nil {
		c.t.Fatal(err)
	}
	command, exited := c.command, make(chan struct{})
	c.exited = exited
	go func() {
		_ = command.Wait()
		close(exited)
	}()
	c.t.Cleanup(func() {
		_ = command.Process.Kill()
		<-exited
	})
	started := time.Now()
	c.eventually("the API server to be ready", func(ctx context.Context) error {
		select {
		case <-exited:
			c.t.Fatalf("serve ended: %s", c.stderr.String())
		default:
		}
		_, err := c.client.RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
		return err
	})
	c.t.Logf("ready after %v", time.Since(started).Round(time.Millisecond))
}

// end sends the signal and waits for the end of the supervisor.
func (c *cluster) end(signal syscall.Signal) {
	c.t.Helper()
	if err := c.command.Process.Signal(signal); err != nil {
		c.t.Fatal(err)
	}
	select {
	case <-c.exited:
	case <-time.After(20 * time.Second):
		c.t.Fatalf("serve did not end after %v", signal)
	}
}

// eventually retries until there is no error.
func (c *cluster) eventually(what string, attempt func(ctx context.Context) error) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		err := attempt(ctx)
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			c.t.Fatalf("timed out waiting for %s: %v\n%s", what, err, c.logs())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// logs returns the ends of all logs.
func (c *cluster) logs() string {
	var out strings.Builder
	files, err := filepath.Glob(filepath.Join(c.files.Config.LogDir, "*.log"))
	if err != nil {
		return err.Error()
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err.Error()
		}
		fmt.Fprintf(&out, "== %s\n%s\n", filepath.Base(file), text[max(0, len(text)-2000):])
	}
	return out.String()
}

// component returns the process of a component.
func (c *cluster) component(name string) process {
	c.t.Helper()
	for _, p := range childrenOf(c.t, c.init()) {
		if p.is(name) {
			return p
		}
	}
	c.t.Fatalf("%s does not run", name)
	return process{}
}

// init returns the parent of the components: the supervisor, or a node's first
// process.
func (c *cluster) init() int {
	c.t.Helper()
	supervisor := c.command.Process.Pid
	for _, p := range childrenOf(c.t, supervisor) {
		if p.is("node-init") {
			return p.pid
		}
	}
	return supervisor
}

func (c *cluster) layout() layout.Layout { return layout.Of(c.files.Config) }
