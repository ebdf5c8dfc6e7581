package config

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"
)

const (
	defaultNodeAddress   = "198.18.0.1"
	defaultClusterDomain = "cluster.local"
	// dnsOffset is the conventional offset of the name server in the service range.
	dnsOffset = 10
)

// Issuer is the issuer of service account tokens, kubeadm's default.
const Issuer = "https://kubernetes.default.svc"

// nodeAudiences are the audiences of tokens with real nodes: the API server's, and
// the one that Istio's proxies request.
var nodeAudiences = []string{Issuer, "istio-ca"}

// completeNode applies the defaults of a node. Defaults that depend on an invalid
// range stay empty.
func (c *Config) completeNode() {
	if c.Node == nil {
		return
	}
	n := c.Node
	setDefault(&n.Address, defaultNodeAddress)
	setDefault(&n.ClusterDomain, defaultClusterDomain)
	if service, err := netip.ParsePrefix(c.ServiceCIDR); err == nil {
		setDefault(&n.ClusterDNS, AddressAt(service, dnsOffset).String())
	}
	if len(c.APIAudiences) == 0 {
		c.APIAudiences = nodeAudiences
	}
}

func setDefault(field *string, value string) {
	if *field == "" {
		*field = value
	}
}

// AddressAt is the address at an offset of a range.
func AddressAt(p netip.Prefix, offset int) netip.Addr {
	a := p.Addr()
	for range offset {
		a = a.Next()
	}
	return a
}

// validateNode returns the errors in the node section.
func (c *Config) validateNode() []error {
	n := c.Node
	if n == nil {
		return c.validateWorkers(netip.Prefix{}, netip.Prefix{})
	}
	var found []error
	if c.SimulatedNodes {
		found = append(found, errors.New("node and simulatedNodes exclude each other: the nodes are either real or simulated"))
	}
	switch problems := validation.IsDNS1123Subdomain(n.Name); {
	case n.Name == "":
		found = append(found, errors.New("node.name: missing; expected a DNS name such as node-0"))
	case len(problems) > 0:
		found = append(found, fmt.Errorf("node.name: found %q; expected a DNS name such as node-0", n.Name))
	}
	if n.SandboxImage == "" || strings.ContainsAny(n.SandboxImage, " \t\n\"") {
		found = append(found, fmt.Errorf("node.sandboxImage: found %q; expected an image such as example.org/pause:1", n.SandboxImage))
	}
	if len(validation.IsDNS1123Subdomain(n.ClusterDomain)) > 0 {
		found = append(found, fmt.Errorf("node.clusterDomain: found %q; expected a DNS name such as %s", n.ClusterDomain, defaultClusterDomain))
	}
	if n.Root != "" {
		if err := absolute("node.root", n.Root); err != nil {
			found = append(found, err)
		}
	}
	service, serviceErr := netip.ParsePrefix(c.ServiceCIDR)
	pod, podErr := netip.ParsePrefix(c.PodCIDR)
	if serviceErr != nil || podErr != nil {
		return found // the ranges are reported elsewhere
	}
	if !service.Addr().Is4() || !pod.Addr().Is4() {
		found = append(found, fmt.Errorf("serviceCIDR %s and podCIDR %s: expected IPv4 ranges, because there is a node", service, pod))
		return found
	}
	if service.Bits() > 28 {
		found = append(found, fmt.Errorf("serviceCIDR: found %s; expected at least 16 addresses (/28), because there is a node", service))
		return found
	}
	if pod.Bits() > 29 {
		found = append(found, fmt.Errorf("podCIDR: found %s; expected at least 8 addresses (/29), because there is a node", pod))
	}
	if !nodeAddress(n.Address, service, pod) {
		found = append(found, fmt.Errorf("node.address: found %q; expected an IPv4 address outside serviceCIDR and podCIDR, such as %s", n.Address, defaultNodeAddress))
	}
	if a, err := netip.ParseAddr(n.ClusterDNS); err != nil || !service.Contains(a) {
		found = append(found, fmt.Errorf("node.clusterDNS: found %q; expected an address in serviceCIDR %s", n.ClusterDNS, service))
	}
	return append(found, c.validateWorkers(service, pod)...)
}
