package bootstrap

import (
	"context"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	schedulingv1 "k8s.io/kubernetes/pkg/apis/scheduling/v1"
)

// priorityClassTasks create the priority classes of system pods.
func priorityClassTasks(client kubernetes.Interface) []task {
	classes := client.SchedulingV1().PriorityClasses()
	var tasks []task
	for _, class := range schedulingv1.SystemPriorityClasses() {
		tasks = append(tasks, func(ctx context.Context) error {
			_, err := classes.Get(ctx, class.Name, metav1.GetOptions{})
			if !apierrors.IsNotFound(err) {
				return err
			}
			_, err = classes.Create(ctx, class, metav1.CreateOptions{})
			if apierrors.IsAlreadyExists(err) {
				return nil
			}
			return err
		})
	}
	return tasks
}
