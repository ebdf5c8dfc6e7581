package e2e

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const namespace = "default"

// createWorkload creates a simulated node, a Deployment of three and a Job.
func (c *cluster) createWorkload() {
	c.t.Helper()
	ctx := context.Background()
	capacity := corev1.ResourceList{
		corev1.ResourceCPU: resource.MustParse("8"), corev1.ResourceMemory: resource.MustParse("32Gi"), corev1.ResourcePods: resource.MustParse("110"),
	}
	node := &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: "simulated-0", Annotations: map[string]string{"kwok.x-k8s.io/node": "fake"}},
		Status:     corev1.NodeStatus{Capacity: capacity, Allocatable: capacity},
	}
	template := func(restart corev1.RestartPolicy) corev1.PodTemplateSpec {
		return corev1.PodTemplateSpec{
			ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": "web"}},
			Spec: corev1.PodSpec{
				RestartPolicy:  restart,
				InitContainers: []corev1.Container{{Name: "init", Image: "example.invalid/init"}},
				Containers:     []corev1.Container{{Name: "web", Image: "example.invalid/web"}},
			},
		}
	}
	replicas := int32(3)
	deployment := &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: "web"},
		Spec: appsv1.DeploymentSpec{
			Replicas: &replicas,
			Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": "web"}},
			Template: template(corev1.RestartPolicyAlways),
		},
	}
	job := &batchv1.Job{ObjectMeta: metav1.ObjectMeta{Name: "once"}, Spec: batchv1.JobSpec{Template: template(corev1.RestartPolicyNever)}}
	job.Spec.Template.Labels = nil
	if _, err := c.client.CoreV1().Nodes().Create(ctx, node, metav1.CreateOptions{}); err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.client.AppsV1().Deployments(namespace).Create(ctx, deployment, metav1.CreateOptions{}); err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.client.BatchV1().Jobs(namespace).Create(ctx, job, metav1.CreateOptions{}); err != nil {
		c.t.Fatal(err)
	}
}

// waitForDeployment waits until all replicas are available.
func (c *cluster) waitForDeployment() {
	c.t.Helper()
	started := time.Now()
	c.eventually("the Deployment to be available", func(ctx context.Context) error {
		d, err := c.client.AppsV1().Deployments(namespace).Get(ctx, "web", metav1.GetOptions{})
		if err != nil {
			return err
		}
		if d.Status.AvailableReplicas != *d.Spec.Replicas {
			return fmt.Errorf("%d of %d replicas are available", d.Status.AvailableReplicas, *d.Spec.Replicas)
		}
		return nil
	})
	c.t.Logf("the Deployment was available after %v", time.Since(started).Round(time.Millisecond))
}

// waitForJob waits until the Job has succeeded.
func (c *cluster) waitForJob() {
	c.t.Helper()
	c.eventually("the Job to succeed", func(ctx context.Context) error {
		job, err := c.client.BatchV1().Jobs(namespace).Get(ctx, "once", metav1.GetOptions{})
		if err != nil {
			return err
		}
		for _, condition := range job.Status.Conditions {
			if condition.Type == batchv1.JobComplete && condition.Status == corev1.ConditionTrue {
				return nil
			}
		}
		return fmt.Errorf("its conditions are %v", job.Status.Conditions)
	})
}

// pods are the pods of the Deployment, all of which must have an address of the
// pod range.
func (c *cluster) pods() []corev1.Pod {
	c.t.Helper()
	list, err := c.client.CoreV1().Pods(namespace).List(context.Background(), metav1.ListOptions{LabelSelector: "app=web"})
	if err != nil {
		c.t.Fatal(err)
	}
	podRange := netip.MustParsePrefix(c.files.Config.PodCIDR)
	for _, pod := range list.Items {
		if address, err := netip.ParseAddr(pod.Status.PodIP); err != nil || !podRange.Contains(address) {
			c.t.Errorf("pod %s has the address %q, which is not in %s", pod.Name, pod.Status.PodIP, podRange)
		}
	}
	return list.Items
}
