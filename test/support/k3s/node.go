package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// nodePasswordFile contains the password that identifies a node.
const nodePasswordFile = "/etc/rancher/node/password"

// retryInterval separates two attempts of until.
const retryInterval = 200 * time.Millisecond

// nodePassword reads the node's password, or creates it.
func nodePassword() (string, error) {
	text, err := os.ReadFile(nodePasswordFile)
	if err == nil {
		return strings.TrimSpace(string(text)), nil
	}
	password := rand.Text()
	if err := os.MkdirAll(filepath.Dir(nodePasswordFile), 0o755); err != nil {
		return "", err
	}
	return password, os.WriteFile(nodePasswordFile, []byte(password+"\n"), 0o600)
}

// register creates this node's Node object unless it exists. The annotation makes
// KWOK simulate the kubelet: pods become ready, but no container runs.
func (o *options) register(ctx context.Context, client kubernetes.Interface, roles ...string) error {
	node := &corev1.Node{ObjectMeta: metav1.ObjectMeta{
		Name:        o.nodeName,
		Annotations: map[string]string{"kwok.x-k8s.io/node": "fake"},
		Labels: map[string]string{
			corev1.LabelHostname:   o.nodeName,
			corev1.LabelOSStable:   "linux",
			corev1.LabelArchStable: "amd64",
		},
	}}
	for _, role := range roles {
		node.Labels["node-role.kubernetes.io/"+role] = "true"
	}
	for _, label := range o.nodeLabels {
		key, value, _ := strings.Cut(label, "=")
		node.Labels[key] = value
	}
	for _, text := range o.nodeTaints {
		taint, err := parseTaint(text)
		if err != nil {
			return err
		}
		node.Spec.Taints = append(node.Spec.Taints, taint)
	}
	_, err := client.CoreV1().Nodes().Create(ctx, node, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	return err
}

// parseTaint reads KEY=VALUE:EFFECT or KEY:EFFECT.
func parseTaint(text string) (corev1.Taint, error) {
	key, effect, ok := strings.Cut(text, ":")
	if !ok {
		return corev1.Taint{}, fmt.Errorf("--node-taint: found %s; expected KEY=VALUE:EFFECT", text)
	}
	key, value, _ := strings.Cut(key, "=")
	return corev1.Taint{Key: key, Value: value, Effect: corev1.TaintEffect(effect)}, nil
}

// address is the node's IPv4 address: --node-ip, or the first that is not loopback.
func (o *options) address() (string, error) {
	if o.nodeIP != "" {
		return o.nodeIP, nil
	}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return "", err
	}
	for _, address := range addresses {
		if n, ok := address.(*net.IPNet); ok && !n.IP.IsLoopback() && n.IP.To4() != nil {
			return n.IP.String(), nil
		}
	}
	return "", fmt.Errorf("this machine has no IPv4 address; set --node-ip")
}

// until retries until the attempt succeeds or ctx is done, and logs each new error.
func until(ctx context.Context, what string, attempt func() error) error {
	logged := ""
	for {
		err := attempt()
		if err == nil {
			return nil
		}
		if text := err.Error(); text != logged {
			logf("%s: %s", what, text)
			logged = text
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(retryInterval):
		}
	}
}
