package bootstrap

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy"
)

func TestSideBySideRunsAll(t *testing.T) {
	var done atomic.Int32
	var tasks []task
	for range 3 * workers {
		tasks = append(tasks, func(context.Context) error { done.Add(1); return nil })
	}
	if err := sideBySide(t.Context(), tasks); err != nil {
		t.Fatal(err)
	}
	if int(done.Load()) != len(tasks) {
		t.Errorf("%d of %d tasks ran", done.Load(), len(tasks))
	}
}

func TestSideBySideRetries(t *testing.T) {
	attempts := 0
	err := sideBySide(t.Context(), []task{func(context.Context) error {
		attempts++
		if attempts < 3 {
			return apierrors.NewServiceUnavailable("not yet")
		}
		return nil
	}})
	if err != nil || attempts != 3 {
		t.Errorf("%d attempts, %v", attempts, err)
	}
}

func TestSideBySideReportsTheLastErrorAtTimeout(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 2*retryInterval)
	defer cancel()
	cause := errors.New("the storage is away")
	if err := sideBySide(ctx, []task{func(context.Context) error { return cause }}); !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
}

// The tasks create exactly the objects in Kubernetes' lists, and are idempotent.
func TestRBACTasks(t *testing.T) {
	client := fake.NewClientset()
	for range 2 {
		if err := sideBySide(t.Context(), rbacTasks(client)); err != nil {
			t.Fatal(err)
		}
	}
	want := len(bootstrappolicy.ClusterRoles()) + len(bootstrappolicy.ControllerRoles()) +
		len(bootstrappolicy.ClusterRoleBindings()) + len(bootstrappolicy.ControllerRoleBindings())
	for _, list := range bootstrappolicy.NamespaceRoles() {
		want += len(list)
	}
	for _, list := range bootstrappolicy.NamespaceRoleBindings() {
		want += len(list)
	}
	created := 0
	for _, action := range client.Actions() {
		if action.GetVerb() == "create" && action.GetResource().Group == "rbac.authorization.k8s.io" {
			created++
		}
		if action.GetVerb() == "update" {
			t.Errorf("an update: %v", action)
		}
	}
	if created != want {
		t.Errorf("%d objects were created, want %d", created, want)
	}
}

func TestPriorityClassTasks(t *testing.T) {
	client := fake.NewClientset()
	for range 2 {
		if err := sideBySide(t.Context(), priorityClassTasks(client)); err != nil {
			t.Fatal(err)
		}
	}
	created := 0
	for _, action := range client.Actions() {
		if action.GetVerb() == "create" {
			created++
		}
	}
	if created != 2 {
		t.Errorf("%d classes were created", created)
	}
}
