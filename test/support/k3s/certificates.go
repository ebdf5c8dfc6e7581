package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
	"meshstack/kubernetes/pki"
)

// masters is the group of administrators.
const masters = "system:masters"

// issue issues the control plane's certificates from the cluster's authorities, at
// each start.
func (o *options) issue(c *config.Config) error {
	server, client, header, err := o.authorities()
	if err != nil {
		return err
	}
	l := layout.Of(c)
	names, err := o.servingNames()
	if err != nil {
		return err
	}
	for _, leaf := range []struct {
		name string
		make func() (pki.Pair, error)
	}{
		{layout.APIServerCert, func() (pki.Pair, error) { return server.Server("kube-apiserver", names) }},
		{layout.APIServerKubeletClient, func() (pki.Pair, error) { return client.Client("system:apiserver", masters) }},
		{layout.FrontProxyClient, func() (pki.Pair, error) { return header.Client("front-proxy-client") }},
		{layout.Admin, func() (pki.Pair, error) { return client.Client("system:admin", masters) }},
		{layout.ControllerManager, func() (pki.Pair, error) { return client.Client("system:kube-controller-manager") }},
		{layout.Scheduler, func() (pki.Pair, error) { return client.Client("system:kube-scheduler") }},
		{layout.KWOK, func() (pki.Pair, error) { return client.Client("kwok") }},
	} {
		pair, err := leaf.make()
		if err != nil {
			return fmt.Errorf("cannot issue the certificate %s: %w", leaf.name, err)
		}
		if err := pair.Write(filepath.Join(c.PKIDir, leaf.name)); err != nil {
			return err
		}
	}
	for from, to := range map[string]string{
		pki.ServerCA + ".crt":        l.Cert(layout.CA),
		pki.ServerCA + ".key":        l.Key(layout.CA),
		pki.RequestHeaderCA + ".crt": l.Cert(layout.FrontProxyCA),
		// Kubernetes reads the public key from the private key's file.
		pki.ServiceKey: l.ServiceAccountPublicKey(),
	} {
		if err := copyFile(filepath.Join(o.tlsDir(), from), to); err != nil {
			return err
		}
	}
	return copyFile(filepath.Join(o.tlsDir(), pki.ServiceKey), l.Key(layout.ServiceAccount))
}

func (o *options) authorities() (server, client, header *pki.Authority, err error) {
	if server, err = pki.Load(o.tlsDir(), pki.ServerCA); err != nil {
		return
	}
	if client, err = pki.Load(o.tlsDir(), pki.ClientCA); err != nil {
		return
	}
	header, err = pki.Load(o.tlsDir(), pki.RequestHeaderCA)
	return
}

// servingNames are the names in the API server's certificate.
func (o *options) servingNames() ([]string, error) {
	service, err := serviceAddress(o.serviceCIDR)
	if err != nil {
		return nil, err
	}
	own, err := o.address()
	if err != nil {
		return nil, err
	}
	names := []string{
		"kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local",
		"localhost", "127.0.0.1", "::1", service, own, o.nodeName,
	}
	return append(names, o.tlsSANs...), nil
}

// writeKubeconfig writes the administrator's kubeconfig to k3s's path and to the
// fake's own.
func (o *options) writeKubeconfig(server string) (string, error) {
	mode, err := strconv.ParseUint(o.kubeMode, 8, 32)
	if err != nil {
		return "", fmt.Errorf("--write-kubeconfig-mode: found %s; expected an octal number", o.kubeMode)
	}
	serverCA, client, _, err := o.authorities()
	if err != nil {
		return "", err
	}
	pair, err := client.Client("system:admin", masters)
	if err != nil {
		return "", err
	}
	text, err := clientcmd.Write(kubeconfigOf(server, serverCA.PEM, pair))
	if err != nil {
		return "", err
	}
	file := o.own("admin.kubeconfig")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(o.kubeconfig), 0o755); err != nil {
		return "", err
	}
	return file, os.WriteFile(o.kubeconfig, text, os.FileMode(mode))
}

func kubeconfigOf(server string, ca []byte, pair pki.Pair) clientcmdapi.Config {
	out := clientcmdapi.NewConfig()
	out.Clusters["default"] = &clientcmdapi.Cluster{Server: server, CertificateAuthorityData: ca}
	out.AuthInfos["default"] = &clientcmdapi.AuthInfo{ClientCertificateData: pair.Certificate, ClientKeyData: pair.Key}
	out.Contexts["default"] = &clientcmdapi.Context{Cluster: "default", AuthInfo: "default"}
	out.CurrentContext = "default"
	return *out
}

func copyFile(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o600)
}
