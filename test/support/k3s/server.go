package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"

	"meshstack/kubernetes/internal/cluster"
	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/join"
	"meshstack/kubernetes/pki"
)

// runServer runs the cluster's first server, with the control plane and its data.
func (o *options) runServer(ctx context.Context) error {
	if err := os.MkdirAll(o.own("pki"), 0o700); err != nil {
		return err
	}
	if err := pki.Ensure(o.tlsDir()); err != nil {
		return err
	}
	tokens, err := o.serverTokens()
	if err != nil {
		return err
	}
	c, err := o.clusterConfig()
	if err != nil {
		return err
	}
	if err := o.issue(c); err != nil {
		return err
	}
	kubeconfig, err := o.writeKubeconfig("https://127.0.0.1:" + strconv.Itoa(o.port))
	if err != nil {
		return err
	}
	tokens.TLSDir, tokens.Kubeconfig = o.tlsDir(), kubeconfig
	if err := tokens.Write(o.own("join.json")); err != nil {
		return err
	}
	// Registers the node as soon as the API server, which starts below, is ready.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { _ = o.registerServer(ctx, kubeconfig) }()
	return cluster.Serve(ctx, c)
}

// serverTokens returns the given tokens, or the one created at the first start, and
// writes them to k3s's paths.
func (o *options) serverTokens() (join.Config, error) {
	ca, err := os.ReadFile(filepath.Join(o.tlsDir(), pki.ServerCA+".crt"))
	if err != nil {
		return join.Config{}, err
	}
	file := filepath.Join(o.dataDir, "server", "token")
	if o.token == "" {
		if kept, err := os.ReadFile(file); err == nil {
			o.token = strings.TrimSpace(string(kept))
		} else {
			o.token = rand.Text()
		}
	}
	server, err := join.ParseToken(o.token)
	if err != nil {
		return join.Config{}, err
	}
	agent := server
	if o.agentToken != "" {
		if agent, err = join.ParseToken(o.agentToken); err != nil {
			return join.Config{}, err
		}
	}
	if server.CAHash != "" && server.CAHash != join.HashCA(ca) {
		return join.Config{}, fmt.Errorf("the token belongs to another cluster CA: found hash %s; expected %s", server.CAHash, join.HashCA(ca))
	}
	for name, text := range map[string]string{
		"token":       join.Secure(join.ServerUser, server.Password, ca),
		"agent-token": join.Secure(join.NodeUser, agent.Password, ca),
	} {
		if err := os.WriteFile(filepath.Join(o.dataDir, "server", name), []byte(text+"\n"), 0o600); err != nil {
			return join.Config{}, err
		}
	}
	return join.Config{ServerPassword: server.Password, AgentPassword: agent.Password}, nil
}

// clusterConfig translates k3s's flags into the control plane's configuration.
func (o *options) clusterConfig() (*config.Config, error) {
	address, err := o.address()
	if err != nil {
		return nil, err
	}
	tls := func(name string) string { return filepath.Join(o.tlsDir(), name) }
	c := &config.Config{
		DataDir: filepath.Join(o.dataDir, "server", "db"),
		LogDir:  o.own("log"),
		PKIDir:  o.own("pki"),
		APIServer: config.APIServer{BindAddress: "0.0.0.0", Port: o.port, ExtraArgs: []string{
			"--advertise-address=" + address,
			"--endpoint-reconciler-type=lease",
			"--client-ca-file=" + tls(pki.ClientCA+".crt"),
			"--service-account-key-file=" + tls(pki.ServiceKey),
			"--service-account-signing-key-file=" + tls(pki.ServiceKey),
			joinConfigFlag + o.own("join.json"),
		}},
		ServiceCIDR:    o.serviceCIDR,
		PodCIDR:        o.clusterCIDR,
		NodePortRange:  o.nodePortRange,
		SimulatedNodes: true,
		ControllerManager: config.Component{ExtraArgs: []string{
			"--cluster-signing-cert-file=" + tls(pki.ClientCA+".crt"),
			"--cluster-signing-key-file=" + tls(pki.ClientCA+".key"),
		}},
	}
	c.APIServer.ExtraArgs = append(c.APIServer.ExtraArgs, dashed(o.apiServerArgs)...)
	c.ControllerManager.ExtraArgs = append(c.ControllerManager.ExtraArgs, dashed(o.controllerManagerArgs)...)
	return c, nil
}

// dashed adds the dashes that values of `--kube-apiserver-arg` omit.
func dashed(args []string) []string {
	out := make([]string, len(args))
	for i, arg := range args {
		out[i] = "--" + strings.TrimLeft(arg, "-")
	}
	return out
}

// registerServer creates the server's Node object when the API server is ready.
func (o *options) registerServer(ctx context.Context, kubeconfig string) error {
	restConfig, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(restConfig)
	if err != nil {
		return err
	}
	return until(ctx, "the Node is not registered yet", func() error {
		return o.register(ctx, client, "control-plane", "master")
	})
}

// serviceAddress is the first address of the range of Services.
func serviceAddress(cidr string) (string, error) {
	services, err := netip.ParsePrefix(cidr)
	if err != nil || !services.Addr().Is4() {
		return "", fmt.Errorf("--service-cidr: found %s; expected an IPv4 range", cidr)
	}
	return config.AddressAt(services, 1).String(), nil
}
