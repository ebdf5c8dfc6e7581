package e2e

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/utils/ptr"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/kubeconfig"
	"meshstack/kubernetes/internal/testpki"
)

// newRootless writes the files of a cluster that a user without rights runs, with the
// user's own copy of the binary.
func newRootless(t *testing.T, root string, workers ...config.Worker) *cluster {
	t.Helper()
	u := newUser(t)
	program := filepath.Join(u.home, "bin", "meshstack-kubernetes")
	copyFile(t, binary(t), program)
	files, err := testpki.Cluster(filepath.Join(u.home, "state"), freePort(t), &config.Node{Name: "node-0", Address: "198.18.0.1", SandboxImage: sandboxImage, Root: root}, workers...)
	if err != nil {
		t.Fatal(err)
	}
	u.own(t, u.home)
	for dir := root; root != "" && dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	client, err := kubernetes.NewForConfig(kubeconfig.Admin(files.Config))
	if err != nil {
		t.Fatal(err)
	}
	c := &cluster{t: t, binary: program, files: files, client: client, user: u}
	if got := c.check(root); !got.Supported {
		t.Skip(got.Missing)
	}
	// Registered first, so that it runs last, after the end of the supervisor.
	t.Cleanup(func() { c.onStopped("remove-data") })
	return c
}

// userImages are the tests' images, readable by the user.
func (c *cluster) userImages() (files []string) {
	c.t.Helper()
	for _, file := range buildImages(c.t) {
		own := filepath.Join(c.user.home, filepath.Base(file))
		copyFile(c.t, file, own)
		files = append(files, own)
	}
	c.user.own(c.t, c.user.home)
	return files
}

// checkLoopbackOnly: nothing that the user runs is reachable from other machines.
func (c *cluster) checkLoopbackOnly(port int) {
	c.t.Helper()
	const loopback = "0100007F:"
	listeners := c.user.listeners(c.t)
	for _, address := range listeners {
		if !strings.HasPrefix(address, loopback) {
			c.t.Errorf("the user listens on %s", address)
		}
	}
	if want := loopback + fmt.Sprintf("%04X", port); !slices.Contains(listeners, want) {
		c.t.Errorf("the user does not listen on %s, but on %v", want, listeners)
	}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		c.t.Fatal(err)
	}
	for _, a := range addresses {
		ip := a.(*net.IPNet).IP
		if ip.IsLoopback() || ip.IsLinkLocalUnicast() {
			continue
		}
		for _, port := range []int{port, c.files.Config.APIServer.Port} {
			if connection, err := net.Dial("tcp", net.JoinHostPort(ip.String(), strconv.Itoa(port))); err == nil {
				connection.Close()
				c.t.Errorf("%s:%d answers", ip, port)
			}
		}
	}
}

// createSpy creates a pod that sees the node's file system, with a container of a
// sidecar's user that writes to a volume.
func (c *cluster) createSpy() {
	c.t.Helper()
	mount := func(name, path string) []corev1.VolumeMount {
		return []corev1.VolumeMount{{Name: name, MountPath: path}}
	}
	spy := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "spy"}, Spec: corev1.PodSpec{
		Volumes: []corev1.Volume{
			{Name: "host", VolumeSource: corev1.VolumeSource{HostPath: &corev1.HostPathVolumeSource{Path: "/"}}},
			{Name: "data", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}},
		},
		Containers: []corev1.Container{
			{Name: "root", Image: appImage, ImagePullPolicy: corev1.PullNever, VolumeMounts: mount("host", "/host")},
			{
				Name: "proxy", Image: sandboxImage, ImagePullPolicy: corev1.PullNever, VolumeMounts: mount("data", "/data"),
				SecurityContext: &corev1.SecurityContext{RunAsUser: ptr.To[int64](1337), RunAsGroup: ptr.To[int64](1337)},
			},
		},
	}}
	if _, err := c.client.CoreV1().Pods(namespace).Create(context.Background(), spy, metav1.CreateOptions{}); err != nil {
		c.t.Fatal(err)
	}
	c.eventually("the sidecar's user to write", func(context.Context) error {
		_, err := c.tryKubectl("exec", "spy", "-c", "proxy", "--", "/app", "write", "/data/private/file")
		return err
	})
	if out := c.kubectl("exec", "spy", "-c", "proxy", "--", "/app", "read", "/data/private/file"); out != "1337 written\n" {
		c.t.Errorf("the sidecar's user read %q", out)
	}
}

// checkConfined: a container with the node's file system cannot read the machine's.
func (c *cluster) checkConfined() {
	c.t.Helper()
	read := func(file string) (string, error) {
		return c.tryKubectl("exec", "spy", "-c", "root", "--", "/app", "read", "/host"+file)
	}
	if out, err := read("/etc/passwd"); err != nil || out != "0 root:x:0:0:root:/root:/bin/sh\n" {
		c.t.Errorf("the node's /etc/passwd is %q (%v)", out, err)
	}
	secret := filepath.Join(c.t.TempDir(), "secret")
	if c.user != nil {
		secret = filepath.Join(c.user.home, "secret")
	}
	if err := os.WriteFile(secret, []byte("secret\n"), 0o644); err != nil {
		c.t.Fatal(err)
	}
	for _, file := range []string{secret, "/etc/hostname", "/etc/subuid", "/usr/bin/env", "/run/machine/etc/hostname"} {
		if out, err := read(file); err == nil || !strings.Contains(out, "no such file or directory") {
			c.t.Errorf("a container read %s of the machine: %q (%v)", file, out, err)
		}
	}
}

// checkNothingRuns: no process, socket, mount or interface of the user is left.
func (c *cluster) checkNothingRuns(when string) {
	c.t.Helper()
	left := append(c.user.processes(c.t), c.user.listeners(c.t)...)
	if left = append(left, traces(c.t, c.files.Config)...); len(left) > 0 {
		c.t.Errorf("%s there are %v", when, left)
	}
}

// TestRootless: a user without rights runs a node of a root file system.
func TestRootless(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a cluster")
	}
	root := newTree(t)
	c := newRootless(t, root)
	tree := filesBelow(t, root)
	images := c.userImages()
	settings := kernelSettings(t)
	c.start()
	c.waitForNodes()
	c.importImages(images)
	c.createWeb()
	c.createSpy()
	port := c.waitForWeb()

	c.checkExecAndLogs()
	c.checkFromPod(port)
	c.checkConfined()
	c.checkLoopbackOnly(port)
	if left := tracesOutside(t, c.files.Config); len(left) > 0 {
		t.Errorf("while it runs, the machine has %v", left)
	}
	c.checkContainersSurvive(port)

	// A kill leaves nothing that runs, and the data.
	c.end(syscall.SIGKILL)
	c.cleanUp()
	c.cleanUp() // idempotent
	c.checkNothingRuns("after a kill and cleanup")
	c.start()
	if again := c.waitForWeb(); again != port {
		t.Errorf("the NodePort was %d and is %d", port, again)
	}
	c.checkSecondSupervisor()
	c.end(syscall.SIGTERM)
	if code := c.command.ProcessState.ExitCode(); code != 0 {
		t.Errorf("exit code %d: %s", code, c.stderr.String())
	}
	c.checkEndedInOrder()
	c.checkNothingRuns("after a stop")

	// A container has created a private directory.
	if err := c.user.command("rm", "-rf", c.files.Config.DataDir).Run(); err == nil {
		t.Error("the user can delete the directories of subordinate ids; the next check is void")
	}
	c.checkUserCanDelete()
	if now := kernelSettings(t); !slices.Equal(settings, now) {
		t.Errorf("the machine's settings were %v and are %v", settings, now)
	}
	if now := filesBelow(t, root); !slices.Equal(tree, now) {
		t.Error("the tree has changed")
	}
}

// checkUserCanDelete: after remove-data, the user can delete the folders, although
// containers have created directories in them.
func (c *cluster) checkUserCanDelete() {
	c.t.Helper()
	dirs := []string{c.files.Config.DataDir, c.files.Config.LogDir}
	c.onStopped("remove-data")
	c.onStopped("remove-data") // idempotent
	if out, err := c.user.command("rm", append([]string{"-rf"}, dirs...)...).CombinedOutput(); err != nil {
		c.t.Errorf("rm: %v\n%s", err, out)
	}
}

// TestRootlessWorkers: a user without rights runs two nodes.
func TestRootlessWorkers(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a cluster")
	}
	c := newRootless(t, newTree(t), config.Worker{Name: "node-1", Address: "198.18.0.2"})
	c.testWorkers(c.userImages(), c.checkNothingRuns)
	c.checkUserCanDelete()
}

// TestRootlessWithoutTree: a user without rights runs a node of the machine's programs.
func TestRootlessWithoutTree(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a cluster")
	}
	c := newRootless(t, "")
	images := c.userImages()
	c.start()
	c.importImages(images)
	c.createWeb()
	c.checkLoopbackOnly(c.waitForWeb())
	c.end(syscall.SIGTERM)
	c.checkNothingRuns("after a stop")
}
