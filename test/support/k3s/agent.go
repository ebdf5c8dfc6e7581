package main

import (
	"context"
	"os"
	"path/filepath"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"

	"meshstack/kubernetes/join"
	"meshstack/kubernetes/pki"
)

// runAgent joins a cluster by URL and token, registers its Node as the kubelet does,
// and runs until ctx is done. It retries until the server accepts it.
func (o *options) runAgent(ctx context.Context) error {
	password, err := nodePassword()
	if err != nil {
		return err
	}
	var client *kubernetes.Clientset
	err = until(ctx, "failed to join "+o.server, func() error {
		client, err = o.joinAsNode(ctx, password)
		return err
	})
	if err != nil {
		return err
	}
	err = until(ctx, "the Node is not registered yet", func() error { return o.register(ctx, client) })
	if err != nil {
		return err
	}
	logf("joined %s as %s", o.server, o.nodeName)
	<-ctx.Done()
	return nil
}

// joinAsNode requests the kubelet's certificate and writes its kubeconfig to k3s's path.
func (o *options) joinAsNode(ctx context.Context, password string) (*kubernetes.Clientset, error) {
	server, err := join.Dial(ctx, o.server, o.token, join.NodeUser)
	if err != nil {
		return nil, err
	}
	pem, err := server.ClientKubelet(ctx, o.nodeName, password)
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(o.dataDir, "agent")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "kubelet.kubeconfig")
	// The PEM contains the certificate and the key; readers select by block type.
	text, err := clientcmd.Write(kubeconfigOf(o.server, server.CA, pki.Pair{Certificate: pem, Key: pem}))
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return nil, err
	}
	restConfig, err := clientcmd.RESTConfigFromKubeConfig(text)
	if err != nil {
		return nil, err
	}
	return kubernetes.NewForConfig(restConfig)
}
