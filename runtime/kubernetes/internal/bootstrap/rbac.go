package bootstrap

import (
	"context"

	"k8s.io/client-go/kubernetes"
	"k8s.io/component-helpers/auth/rbac/reconciliation"
	"k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy"
)

// rbacTasks reconcile the default roles and bindings as every start of an API
// server does: they add missing rules and keep those that a user added.
func rbacTasks(client kubernetes.Interface) []task {
	rbac, namespaces := client.RbacV1(), client.CoreV1().Namespaces()
	var tasks []task
	role := func(owner reconciliation.RuleOwner, modifier reconciliation.RuleOwnerModifier) {
		options := reconciliation.ReconcileRoleOptions{Role: owner, Client: modifier, Confirm: true}
		tasks = append(tasks, func(context.Context) error { _, err := options.Run(); return err })
	}
	binding := func(owner reconciliation.RoleBinding, modifier reconciliation.RoleBindingModifier) {
		options := reconciliation.ReconcileRoleBindingOptions{RoleBinding: owner, Client: modifier, Confirm: true}
		tasks = append(tasks, func(context.Context) error { _, err := options.Run(); return err })
	}

	clusterRoles := reconciliation.ClusterRoleModifier{Client: rbac.ClusterRoles()}
	for _, r := range append(bootstrappolicy.ClusterRoles(), bootstrappolicy.ControllerRoles()...) {
		role(reconciliation.ClusterRoleRuleOwner{ClusterRole: &r}, clusterRoles)
	}
	clusterBindings := reconciliation.ClusterRoleBindingClientAdapter{Client: rbac.ClusterRoleBindings()}
	for _, b := range append(bootstrappolicy.ClusterRoleBindings(), bootstrappolicy.ControllerRoleBindings()...) {
		binding(reconciliation.ClusterRoleBindingAdapter{ClusterRoleBinding: &b}, clusterBindings)
	}
	roles := reconciliation.RoleModifier{Client: rbac, NamespaceClient: namespaces}
	for _, inNamespace := range bootstrappolicy.NamespaceRoles() {
		for _, r := range inNamespace {
			role(reconciliation.RoleRuleOwner{Role: &r}, roles)
		}
	}
	bindings := reconciliation.RoleBindingClientAdapter{Client: rbac, NamespaceClient: namespaces}
	for _, inNamespace := range bootstrappolicy.NamespaceRoleBindings() {
		for _, b := range inNamespace {
			binding(reconciliation.RoleBindingAdapter{RoleBinding: &b}, bindings)
		}
	}
	return tasks
}
