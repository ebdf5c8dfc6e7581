// Package kubeconfig writes the kubeconfigs of the components.
package kubeconfig

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
)

// Server is the URL of the API server for a client on this machine. With a node it
// is loopback, which also answers inside the node's network; a worker calls the
// control plane's node.
func Server(c *config.Config) string {
	host := c.APIServer.BindAddress
	if c.Node != nil {
		host = "127.0.0.1"
	}
	if c.Cluster() != nil {
		host = c.Cluster().Node.Address
	}
	if address, err := netip.ParseAddr(host); err == nil && address.IsUnspecified() {
		host = "127.0.0.1"
		if address.Is6() {
			host = "::1"
		}
	}
	return "https://" + net.JoinHostPort(host, strconv.Itoa(c.APIServer.Port))
}

// Write writes the kubeconfig of a component (0600). It refers to files of the PKI
// directory and contains no secret.
func Write(c *config.Config, component, certificate string) error {
	l := layout.Of(c)
	out := clientcmdapi.NewConfig()
	out.Clusters["meshstack"] = &clientcmdapi.Cluster{Server: Server(c), CertificateAuthority: l.Cert(layout.CA)}
	out.AuthInfos[component] = &clientcmdapi.AuthInfo{
		ClientCertificate: l.Cert(certificate),
		ClientKey:         l.Key(certificate),
	}
	out.Contexts[component] = &clientcmdapi.Context{Cluster: "meshstack", AuthInfo: component}
	out.CurrentContext = component
	if err := clientcmd.WriteToFile(*out, l.Kubeconfig(component)); err != nil {
		return fmt.Errorf("cannot write the kubeconfig of %s: %w", component, err)
	}
	return nil
}

// Admin is the client configuration of the cluster's administrator.
func Admin(c *config.Config) *rest.Config { return client(c, layout.Admin) }

// Kubelet is the client configuration of the node's kubelet.
func Kubelet(c *config.Config) *rest.Config { return client(c, layout.Kubelet) }

func client(c *config.Config, certificate string) *rest.Config {
	l := layout.Of(c)
	return &rest.Config{
		Host: Server(c),
		TLSClientConfig: rest.TLSClientConfig{
			CAFile:   l.Cert(layout.CA),
			CertFile: l.Cert(certificate),
			KeyFile:  l.Key(certificate),
		},
		UserAgent: "meshstack-kubernetes",
	}
}
