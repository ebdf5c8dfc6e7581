package join

import (
	"context"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/fake"
)

func TestNodePassword(t *testing.T) {
	ctx := context.Background()
	client := fake.NewClientset()
	passwords := &nodePasswords{client: client}
	verify := func(password string) error { return passwords.verify(ctx, "agent-0", password) }
	if err := verify("one"); err != nil {
		t.Fatalf("the first node is rejected: %v", err)
	}
	node := &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: "agent-0"}}
	if _, err := client.CoreV1().Nodes().Create(ctx, node, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := verify("one"); err != nil {
		t.Errorf("the same node is rejected: %v", err)
	}
	if err := verify("other"); err == nil {
		t.Error("another node takes the name")
	}
	if err := client.CoreV1().Nodes().Delete(ctx, "agent-0", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := verify("other"); err != nil {
		t.Errorf("the name of a deleted node is rejected: %v", err)
	}
	if err := verify("one"); err != nil {
		t.Errorf("without a Node object, the name is rejected: %v", err)
	}
}
