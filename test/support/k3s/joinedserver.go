package main

import (
	"context"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"meshstack/kubernetes/internal/forward"
	"meshstack/kubernetes/join"
)

// runJoinedServer runs a further server: it copies the cluster's authorities from the
// first, as k3s does, and registers a control plane node. Unlike k3s it stores no
// data and forwards its API port to the first server.
func (o *options) runJoinedServer(ctx context.Context) error {
	client, err := join.Dial(ctx, o.server, o.token, join.ServerUser)
	if err != nil {
		return err
	}
	files, err := client.ServerBootstrap(ctx)
	if err != nil {
		return err
	}
	for name, content := range files {
		file := filepath.Join(o.tlsDir(), name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(file, content, 0o600); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(o.own(), 0o700); err != nil {
		return err
	}
	kubeconfig, err := o.writeKubeconfig(o.server)
	if err != nil {
		return err
	}
	if err := o.registerServer(ctx, kubeconfig); err != nil {
		return err
	}
	first, err := url.Parse(o.server)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", net.JoinHostPort("", strconv.Itoa(o.port)))
	if err != nil {
		return err
	}
	f := &forward.Forwarder{Listener: listener, Target: first.Host}
	f.Run(ctx)
	return nil
}
