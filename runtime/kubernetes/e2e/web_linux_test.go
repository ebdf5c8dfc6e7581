package e2e

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/utils/ptr"
)

// webService is a Service of the Deployment, with a NodePort.
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

// createWeb creates a Deployment of two pods, spread over the nodes, and its Service.
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
				Spec: corev1.PodSpec{TopologySpreadConstraints: []corev1.TopologySpreadConstraint{{
					MaxSkew: 1, TopologyKey: corev1.LabelHostname, WhenUnsatisfiable: corev1.DoNotSchedule,
					LabelSelector: &metav1.LabelSelector{MatchLabels: labels},
				}}, Containers: []corev1.Container{{
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

// get requests a NodePort on the machine's loopback address, on a new connection.
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
