package config

import (
	"errors"
	"fmt"
	"net/netip"
	"path/filepath"

	"k8s.io/apimachinery/pkg/util/validation"
)

// nodeShare is the mask of a node's share of the pod range where there are several nodes.
const nodeShare = 24

// WorkerDir is the part of a path that a worker's own data directory and PKI directory have after the cluster's.
func WorkerDir(name string) string { return filepath.Join("nodes", name) }

// Worker is the configuration of a worker by itself: a node without a control plane, in directories of its own below the
// cluster's.
func (c *Config) Worker(i int) *Config {
	w := *c
	node := *c.Node
	node.Name, node.Address = c.Workers[i].Name, c.Workers[i].Address
	w.Node, w.Workers, w.cluster, w.index = &node, nil, c, i+1
	w.DataDir = filepath.Join(c.DataDir, WorkerDir(node.Name))
	w.LogDir = filepath.Join(c.LogDir, WorkerDir(node.Name))
	w.PKIDir = filepath.Join(c.PKIDir, WorkerDir(node.Name))
	return &w
}

// Cluster is the configuration that a worker's own was made of; nil where this is a cluster's.
func (c *Config) Cluster() *Config { return c.cluster }

// Index is which of its cluster's nodes this is: 0 has the control plane.
func (c *Config) Index() int { return c.index }

// PodRange is the node's share of the pod range: all of it where there is one node.
func (c *Config) PodRange() netip.Prefix {
	whole := c
	if c.cluster != nil {
		whole = c.cluster
	}
	pods := netip.MustParsePrefix(whole.PodCIDR)
	if len(whole.Workers) == 0 {
		return pods
	}
	return share(pods, c.index)
}

// share is the part of a range of IPv4 addresses, as large as a node's, at an index.
func share(p netip.Prefix, index int) netip.Prefix {
	a := p.Addr().As4()
	start := uint32(a[0])<<24 | uint32(a[1])<<16 | uint32(a[2])<<8 | uint32(a[3])
	start += uint32(index) << (32 - nodeShare)
	return netip.PrefixFrom(netip.AddrFrom4([4]byte{byte(start >> 24), byte(start >> 16), byte(start >> 8), byte(start)}), nodeShare)
}

// validateWorkers lists what is wrong with the workers; the ranges are valid and of IPv4.
func (c *Config) validateWorkers(service, pod netip.Prefix) []error {
	if len(c.Workers) == 0 {
		return nil
	}
	if c.Node == nil {
		return []error{errors.New("workers are set without node; the control plane of real nodes runs on one of them")}
	}
	var found []error
	if shares := 1 << max(nodeShare-pod.Bits(), 0); pod.Bits() > nodeShare || len(c.Workers)+1 > shares {
		found = append(found, fmt.Errorf("podCIDR is %s; %d nodes need a /%d each", pod, len(c.Workers)+1, nodeShare))
	}
	names, addresses := map[string]bool{c.Node.Name: true}, map[string]bool{c.Node.Address: true}
	for i, w := range c.Workers {
		if len(validation.IsDNS1123Label(w.Name)) > 0 || names[w.Name] {
			found = append(found, fmt.Errorf("workers[%d].name is %q; it must be a DNS label such as node-1, another for each node", i, w.Name))
		}
		if !nodeAddress(w.Address, service, pod) || addresses[w.Address] {
			found = append(found, fmt.Errorf("workers[%d].address is %q; it must be an IPv4 address outside serviceCIDR and podCIDR, another for each node", i, w.Address))
		}
		names[w.Name], addresses[w.Address] = true, true
	}
	return found
}

// nodeAddress says whether a node may have the address.
func nodeAddress(text string, service, pod netip.Prefix) bool {
	a, err := netip.ParseAddr(text)
	return err == nil && a.Is4() && !a.IsLoopback() && !a.IsUnspecified() && !a.IsMulticast() && !service.Contains(a) && !pod.Contains(a)
}
