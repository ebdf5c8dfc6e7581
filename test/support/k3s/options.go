package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"meshstack/kubernetes/join"
)

// options are the supported flags of `k3s server` and `k3s agent`, with their
// environment variables (docs.k3s.io, "k3s server" and "k3s agent"). Like k3s, the
// fake rejects unknown flags.
type options struct {
	agent bool

	token, server, dataDir string
	nodeName, nodeIP       string
	nodeLabels, nodeTaints list
	registries             string
	agentToken             string
	clusterInit            bool
	tlsSANs, disabled      list
	port                   int
	clusterCIDR            string
	serviceCIDR            string
	nodePortRange          string
	kubeconfig, kubeMode   string
	apiServerArgs          list
	controllerManagerArgs  list
	kubeletArgs            list
}

// list is a repeatable flag whose values may contain commas.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Set(text string) error {
	*l = append(*l, strings.Split(text, ",")...)
	return nil
}

// packaged are the valid values of `--disable`. The fake contains none of these
// components.
var packaged = []string{"coredns", "local-storage", "metrics-server", "runtimes", "servicelb", "traefik"}

func parse(command string, args []string) (*options, error) {
	host, err := os.Hostname()
	if err != nil {
		return nil, err
	}
	o := &options{agent: command == "agent"}
	flags := flag.NewFlagSet("k3s "+command, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	text := func(p *string, name, env, value string) {
		if given := os.Getenv(env); env != "" && given != "" {
			value = given
		}
		flags.StringVar(p, name, value, "")
	}
	text(&o.token, "token", "K3S_TOKEN", "")
	text(&o.token, "t", "K3S_TOKEN", "")
	text(&o.server, "server", "K3S_URL", "")
	text(&o.server, "s", "K3S_URL", "")
	text(&o.dataDir, "data-dir", "K3S_DATA_DIR", "/var/lib/rancher/k3s")
	text(&o.nodeName, "node-name", "K3S_NODE_NAME", strings.ToLower(host))
	text(&o.nodeIP, "node-ip", "", "")
	text(&o.registries, "private-registry", "", "/etc/rancher/k3s/registries.yaml")
	flags.Var(&o.nodeLabels, "node-label", "")
	flags.Var(&o.nodeTaints, "node-taint", "")
	flags.Var(&o.kubeletArgs, "kubelet-arg", "")
	if !o.agent {
		text(&o.agentToken, "agent-token", "K3S_AGENT_TOKEN", "")
		flags.BoolVar(&o.clusterInit, "cluster-init", os.Getenv("K3S_CLUSTER_INIT") == "true", "")
		flags.Var(&o.tlsSANs, "tls-san", "")
		flags.Var(&o.disabled, "disable", "")
		flags.IntVar(&o.port, "https-listen-port", 6443, "")
		text(&o.clusterCIDR, "cluster-cidr", "", "10.42.0.0/16")
		text(&o.serviceCIDR, "service-cidr", "", "10.43.0.0/16")
		text(&o.nodePortRange, "service-node-port-range", "", "30000-32767")
		text(&o.kubeconfig, "write-kubeconfig", "K3S_KUBECONFIG_OUTPUT", "/etc/rancher/k3s/k3s.yaml")
		text(&o.kubeMode, "write-kubeconfig-mode", "K3S_KUBECONFIG_MODE", "600")
		flags.Var(&o.apiServerArgs, "kube-apiserver-arg", "")
		flags.Var(&o.controllerManagerArgs, "kube-controller-manager-arg", "")
	}
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	return o, o.check(flags.Args())
}

func (o *options) check(rest []string) error {
	if len(rest) > 0 {
		return fmt.Errorf("unexpected argument %q", rest[0])
	}
	if _, err := join.ParseToken(o.token); err != nil && (o.agent || o.token != "") {
		return fmt.Errorf("--token: %w", err)
	}
	if o.agent && o.server == "" {
		return fmt.Errorf("--server is required")
	}
	if o.server != "" && o.clusterInit {
		return fmt.Errorf("--cluster-init and --server exclude each other: a server creates a cluster or joins one")
	}
	for _, name := range o.disabled {
		if !contains(packaged, name) {
			return fmt.Errorf("--disable: found %s; expected one of %s", name, strings.Join(packaged, ", "))
		}
	}
	return nil
}

func contains(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

// tlsDir contains the authorities of the cluster.
func (o *options) tlsDir() string { return filepath.Join(o.dataDir, "server", "tls") }

// own returns the path of a file that only the fake has.
func (o *options) own(parts ...string) string {
	return filepath.Join(append([]string{o.dataDir, "server", "fake"}, parts...)...)
}
