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
	// dnsOffset is where the name server is in the service range, by custom.
	dnsOffset = 10
)

// Issuer is the issuer of service account tokens, kubeadm's default.
const Issuer = "https://kubernetes.default.svc"

// nodeAudiences are the audiences of tokens where pods really run: beside the
// API server's own, the one for which Istio's proxies get their tokens.
var nodeAudiences = []string{Issuer, "istio-ca"}

// completeNode fills in the defaults of a node. What depends on a range that is
// not valid stays empty.
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

// validateNode lists what is wrong with the node section.
func (c *Config) validateNode() []error {
	n := c.Node
	if n == nil {
		return c.validateWorkers(netip.Prefix{}, netip.Prefix{})
	}
	var found []error
	if c.SimulatedNodes {
		found = append(found, errors.New("node and simulatedNodes are both set; a cluster's nodes are either real or simulated"))
	}
	switch problems := validation.IsDNS1123Subdomain(n.Name); {
	case n.Name == "":
		found = append(found, errors.New("node.name is missing; it must be a DNS name such as node-0"))
	case len(problems) > 0:
		found = append(found, fmt.Errorf("node.name is %q; it must be a DNS name such as node-0", n.Name))
	}
	if n.SandboxImage == "" || strings.ContainsAny(n.SandboxImage, " \t\n\"") {
		found = append(found, fmt.Errorf("node.sandboxImage is %q; it must be an image such as example.org/pause:1", n.SandboxImage))
	}
	if len(validation.IsDNS1123Subdomain(n.ClusterDomain)) > 0 {
		found = append(found, fmt.Errorf("node.clusterDomain is %q; it must be a DNS name such as %s", n.ClusterDomain, defaultClusterDomain))
	}
	service, serviceErr := netip.ParsePrefix(c.ServiceCIDR)
	pod, podErr := netip.ParsePrefix(c.PodCIDR)
	if serviceErr != nil || podErr != nil {
		return found // said already
	}
	if !service.Addr().Is4() || !pod.Addr().Is4() {
		found = append(found, fmt.Errorf("serviceCIDR %s and podCIDR %s must be IPv4 ranges where there is a node", service, pod))
		return found
	}
	if service.Bits() > 28 {
		found = append(found, fmt.Errorf("serviceCIDR is %s; where there is a node it must have at least 16 addresses (/28)", service))
		return found
	}
	if pod.Bits() > 29 {
		found = append(found, fmt.Errorf("podCIDR is %s; where there is a node it must have at least 8 addresses (/29)", pod))
	}
	if !nodeAddress(n.Address, service, pod) {
		found = append(found, fmt.Errorf("node.address is %q; it must be an IPv4 address outside serviceCIDR and podCIDR, such as %s", n.Address, defaultNodeAddress))
	}
	if a, err := netip.ParseAddr(n.ClusterDNS); err != nil || !service.Contains(a) {
		found = append(found, fmt.Errorf("node.clusterDNS is %q; it must be an address in serviceCIDR %s", n.ClusterDNS, service))
	}
	return append(found, c.validateWorkers(service, pod)...)
}
