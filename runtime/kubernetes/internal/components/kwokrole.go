package components

import (
	"context"
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	rbacv1 "k8s.io/client-go/applyconfigurations/rbac/v1"
	"k8s.io/client-go/kubernetes"
)

// kwokRoleName names KWOK's ClusterRole and its ClusterRoleBinding.
const kwokRoleName = "meshstack:kwok"

// GrantKWOK applies the role of the user "kwok": it reads nodes, pods and leases,
// writes their status, deletes pods, and records events. It needs an
// administrator's client and is idempotent.
func GrantKWOK(ctx context.Context, client kubernetes.Interface) error {
	rule := func(group, resource string, verbs ...string) *rbacv1.PolicyRuleApplyConfiguration {
		return rbacv1.PolicyRule().WithAPIGroups(group).WithResources(resource).WithVerbs(verbs...)
	}
	role := rbacv1.ClusterRole(kwokRoleName).WithRules(
		rule("", "nodes", "get", "list", "watch"),
		rule("", "nodes/status", "patch", "update"),
		rule("", "pods", "get", "list", "watch", "patch", "update", "delete"),
		rule("", "pods/status", "patch", "update"),
		rule("", "events", "create", "patch", "update"),
		rule("coordination.k8s.io", "leases", "get", "list", "watch", "create", "update", "patch"),
	)
	binding := rbacv1.ClusterRoleBinding(kwokRoleName).
		WithRoleRef(rbacv1.RoleRef().WithAPIGroup("rbac.authorization.k8s.io").WithKind("ClusterRole").WithName(kwokRoleName)).
		WithSubjects(rbacv1.Subject().WithAPIGroup("rbac.authorization.k8s.io").WithKind("User").WithName(KWOK))
	options := metav1.ApplyOptions{FieldManager: "meshstack-kubernetes", Force: true}
	rbac := client.RbacV1()
	if _, err := rbac.ClusterRoles().Apply(ctx, role, options); err != nil {
		return fmt.Errorf("cannot create the ClusterRole %s: %w", kwokRoleName, err)
	}
	if _, err := rbac.ClusterRoleBindings().Apply(ctx, binding, options); err != nil {
		return fmt.Errorf("cannot create the ClusterRoleBinding %s: %w", kwokRoleName, err)
	}
	return nil
}
