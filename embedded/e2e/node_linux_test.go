package e2e

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/kubernetes"
	"k8s.io/utils/ptr"

	"meshstack/embedded/internal/config"
	"meshstack/embedded/internal/kubeconfig"
	"meshstack/embedded/internal/node"
	"meshstack/embedded/internal/testpki"
)

// newNode writes the files of a cluster of which this machine is the node, or
// skips the test where it cannot be one.
func newNode(t *testing.T, binary string) *cluster {
	t.Helper()
	files, err := testpki.Cluster(t.TempDir(), freePort(t), &config.Node{Name: "node-0", Address: "198.18.0.1", SandboxImage: sandboxImage})
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
	// Registered first, so that it runs last: after the supervisor was ended.
	t.Cleanup(func() {
		if err := node.Cleanup(files.Config); err != nil {
			t.Error(err)
		}
	})
	return c
}

// TestNode is one story, because starting a cluster is what takes the time.
func TestNode(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts a whole cluster")
	}
	c := newNode(t, binary(t))
	images := buildImages(t)
	settings := kernelSettings(t)
	c.start()
	c.waitForNode()
	c.importImages(images)
	c.createWeb()
	port := c.waitForWeb()

	c.checkExecAndLogs()
	c.checkFromPod(port)
	if left := tracesOutside(t, c.files.Config); len(left) > 0 {
		t.Errorf("while it runs, the machine has %v", left)
	}

	// Containers do not notice that what runs them dies.
	before := c.containers()
	for _, name := range []string{"containerd", "kubelet", "kube-apiserver", "kube-proxy"} {
		c.checkAnswersWithout(name, port)
	}
	if after := c.containers(); !slices.Equal(before, after) {
		t.Errorf("the containers were %v and are %v", before, after)
	}

	// Nothing outlives the supervisor, however it dies, but cgroups.
	c.end(syscall.SIGKILL)
	c.eventually("the cluster's processes to be gone", func(context.Context) error {
		if pids := inCgroup(t, node.CgroupOf(c.files.Config)); len(pids) > 0 {
			return fmt.Errorf("there are %v", pids)
		}
		return nil
	})
	c.cleanUp()
	c.cleanUp() // again, which changes nothing
	if left := traces(t, c.files.Config); len(left) > 0 {
		t.Errorf("after a kill and cleanup there are %v", left)
	}

	// The data outlives it: images, objects and their pods.
	c.start()
	if again := c.waitForWeb(); again != port {
		t.Errorf("the NodePort was %d and is %d", port, again)
	}
	if slices.Equal(before, c.containers()) {
		t.Error("the containers are said to have outlived their processes")
	}

	// An orderly stop lets containers end by themselves.
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

// TestNodePortTaken: a NodePort that the machine does not have answers as soon
// as it has it.
func TestNodePortTaken(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts a whole cluster")
	}
	c := newNode(t, binary(t))
	c.start()
	c.importImages(buildImages(t))
	c.createWeb()
	port := c.waitForWeb()

	const other = "other"
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	for p := range 2768 { // some port of the range
		taken.Close()
		taken, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 30000+p))
		if err == nil {
			break
		}
	}
	if err != nil {
		t.Skip("every port of the range is taken")
	}
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

// waitForNode waits until the node is ready.
func (c *cluster) waitForNode() {
	c.t.Helper()
	started := time.Now()
	c.eventually("the node to be ready", func(ctx context.Context) error {
		n, err := c.client.CoreV1().Nodes().Get(ctx, "node-0", metav1.GetOptions{})
		if err != nil {
			return err
		}
		for _, condition := range n.Status.Conditions {
			if condition.Type == corev1.NodeReady && condition.Status == corev1.ConditionTrue {
				return nil
			}
		}
		return fmt.Errorf("its conditions are %v", n.Status.Conditions)
	})
	c.t.Logf("the node was ready after %v", time.Since(started).Round(time.Millisecond))
}

// importImages imports archives as a user of the machine does.
func (c *cluster) importImages(files []string) {
	c.t.Helper()
	c.eventually("containerd to answer", func(context.Context) error {
		connection, err := net.Dial("unix", c.layout().ContainerdSocket())
		if err != nil {
			return err
		}
		return connection.Close()
	})
	for _, file := range files {
		out, err := exec.Command("ctr", "--address", c.layout().ContainerdSocket(), "--namespace", "k8s.io", "images", "import", file).CombinedOutput()
		if err != nil {
			c.t.Fatalf("ctr images import: %v\n%s", err, out)
		}
	}
}

func webService(name string) *corev1.Service {
	return &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: corev1.ServiceSpec{
			Type:     corev1.ServiceTypeNodePort,
			Selector: map[string]string{"app": "web"},
			Ports:    []corev1.ServicePort{{Port: 80, TargetPort: intstr.FromInt32(8080)}},
		},
	}
}

// createWeb creates a Deployment of two and its Service.
func (c *cluster) createWeb() {
	c.t.Helper()
	labels := map[string]string{"app": "web"}
	podName := &corev1.EnvVarSource{FieldRef: &corev1.ObjectFieldSelector{FieldPath: "metadata.name"}}
	deployment := &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: "web"},
		Spec: appsv1.DeploymentSpec{
			Replicas: ptr.To[int32](2),
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: labels},
				Spec: corev1.PodSpec{Containers: []corev1.Container{{
					Name: "web", Image: appImage, ImagePullPolicy: corev1.PullNever,
					Env:            []corev1.EnvVar{{Name: "POD", ValueFrom: podName}},
					ReadinessProbe: &corev1.Probe{ProbeHandler: corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{Port: intstr.FromInt32(8080)}}, PeriodSeconds: 1},
				}}},
			},
		},
	}
	if _, err := c.client.AppsV1().Deployments(namespace).Create(context.Background(), deployment, metav1.CreateOptions{}); err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.client.CoreV1().Services(namespace).Create(context.Background(), webService("web"), metav1.CreateOptions{}); err != nil {
		c.t.Fatal(err)
	}
}

// waitForWeb waits until both pods answer through the NodePort on the machine,
// and returns it.
func (c *cluster) waitForWeb() int {
	c.t.Helper()
	started := time.Now()
	service, err := c.client.CoreV1().Services(namespace).Get(context.Background(), "web", metav1.GetOptions{})
	if err != nil {
		c.t.Fatal(err)
	}
	port := int(service.Spec.Ports[0].NodePort)
	answered := map[string]bool{}
	c.eventually("both pods to answer", func(ctx context.Context) error {
		pod, err := get(ctx, port, "/")
		if err != nil {
			return err
		}
		answered[pod] = true
		if len(answered) < 2 {
			return fmt.Errorf("only %v do", answered)
		}
		return nil
	})
	c.t.Logf("both pods answered after %v", time.Since(started).Round(time.Millisecond))
	return port
}

// get asks a NodePort on the machine's loopback address, on a connection of its own.
func get(ctx context.Context, port int, path string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("http://127.0.0.1:%d%s", port, path), nil)
	if err != nil {
		return "", err
	}
	request.Close = true
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", response.Status, body)
	}
	return string(body), err
}

// webPods are the Deployment's pods, by name.
func (c *cluster) webPods() []corev1.Pod {
	c.t.Helper()
	list, err := c.client.CoreV1().Pods(namespace).List(context.Background(), metav1.ListOptions{LabelSelector: "app=web"})
	if err != nil {
		c.t.Fatal(err)
	}
	return list.Items
}

// containers are the containers of the pods and how often they were started.
func (c *cluster) containers() (found []string) {
	c.t.Helper()
	for _, pod := range c.webPods() {
		for _, status := range pod.Status.ContainerStatuses {
			found = append(found, fmt.Sprintf("%s %d", status.ContainerID, status.RestartCount))
		}
	}
	slices.Sort(found)
	return found
}

func (c *cluster) kubectl(args ...string) string {
	c.t.Helper()
	out, err := exec.Command(c.binary, append([]string{"kubectl", "--kubeconfig", c.files.AdminKubeconfig}, args...)...).CombinedOutput()
	if err != nil {
		c.t.Errorf("kubectl %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// checkExecAndLogs: the API server reaches the kubelet, which is who it says.
func (c *cluster) checkExecAndLogs() {
	c.t.Helper()
	pod := c.webPods()[0].Name
	if out := c.kubectl("exec", pod, "--", "/app", "say", "hello"); out != "hello\n" {
		c.t.Errorf("exec said %q", out)
	}
	if out := c.kubectl("logs", pod); !strings.Contains(out, "serving") {
		c.t.Errorf("the log is %q", out)
	}
}

// checkFromPod: a pod reaches the API server, the Service that it is itself
// behind, and the other pod; what is outside is refused at once.
func (c *cluster) checkFromPod(port int) {
	c.t.Helper()
	if out, err := get(context.Background(), port, "/api"); err != nil || !strings.Contains(out, `"major": "1"`) {
		c.t.Errorf("the API server said to a pod %q (%v)", out, err)
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
		for range 4 { // so that each pod has most probably been asked by itself and by the other
			if out, err := get(context.Background(), port, "/get?url="+url); err != nil || !strings.HasPrefix(out, "web-") {
				c.t.Errorf("%s said to a pod %q (%v)", url, out, err)
			}
		}
	}
	if out, err := get(context.Background(), port, "/get?url=http://192.0.2.1/"); err == nil || !strings.Contains(err.Error(), "no route to host") {
		c.t.Errorf("an address outside the cluster said %q (%v)", out, err)
	}
}

// checkAnswersWithout kills a component and sees it come back, while every
// request is answered.
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
		// It works again when a container can be entered.
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

// checkEndedInOrder: each container has said that it was asked to end.
func (c *cluster) checkEndedInOrder() {
	c.t.Helper()
	files, err := filepath.Glob(filepath.Join(c.layout().PodLogs(), "*", "web", "*.log"))
	if err != nil {
		c.t.Fatal(err)
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

// cleanUp runs the command that removes what a killed supervisor leaves.
func (c *cluster) cleanUp() {
	c.t.Helper()
	if out, err := exec.Command(c.binary, "cleanup", "--config", c.files.ConfigFile).CombinedOutput(); err != nil {
		c.t.Errorf("cleanup: %v\n%s", err, out)
	}
}
