package cluster

import (
	"context"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"meshstack/kubernetes/internal/config"
)

// deleteFormerNodes deletes the Node objects of workers that the configuration no
// longer has, and the pods on them. No kubelet ends these pods: they would count as
// running for five minutes, and then as terminating forever.
func (a *api) deleteFormerNodes(ctx context.Context, c *config.Config) error {
	current := map[string]bool{c.Node.Name: true}
	for _, worker := range c.Workers {
		current[worker.Name] = true
	}
	nodes, err := a.client.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	for _, n := range nodes.Items {
		// A Node object that a user created has no kubelet.
		if current[n.Name] || n.Status.NodeInfo.KubeletVersion == "" {
			continue
		}
		// The node goes first: the scheduler would place the pods' replacements on it.
		err := a.client.CoreV1().Nodes().Delete(ctx, n.Name, metav1.DeleteOptions{})
		if err != nil && !apierrors.IsNotFound(err) {
			return err
		}
		if err := a.until(ctx, func() error { return a.deletePodsOf(ctx, n.Name) }); err != nil {
			return err
		}
	}
	return nil
}

// deletePodsOf deletes the pods of a node without a grace period.
func (a *api) deletePodsOf(ctx context.Context, node string) error {
	pods, err := a.client.CoreV1().Pods(metav1.NamespaceAll).List(ctx, metav1.ListOptions{FieldSelector: "spec.nodeName=" + node})
	if err != nil {
		return err
	}
	for _, pod := range pods.Items {
		err := a.client.CoreV1().Pods(pod.Namespace).Delete(ctx, pod.Name, *metav1.NewDeleteOptions(0))
		if err != nil && !apierrors.IsNotFound(err) {
			return err
		}
	}
	return nil
}
