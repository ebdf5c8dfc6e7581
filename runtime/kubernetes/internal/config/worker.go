package config

import (
	"errors"
	"fmt"
	"net/netip"
	"path/filepath"

	"k8s.io/apimachinery/pkg/util/validation"
)

// nodeShare is the mask of a node's part of the pod range in a cluster with workers.
const nodeShare = 24

// WorkerDir is the suffix of a worker's data and PKI directories below the cluster's.
func WorkerDir(name string) string { return filepath.Join("nodes", name) }

// Worker returns a worker's own configuration: a node without a control plane, with
// directories below the cluster's.
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

// Cluster is the cluster's configuration if this is a worker's, else nil.
func (c *Config) Cluster() *Config { return c.cluster }

// Index is the number of this node; 0 has the control plane.
func (c *Config) Index() int { return c.index }

// PodRange is the node's part of the pod range: the whole range if it is the only node.
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

// share is the part at an index of an IPv4 range that is divided among nodes.
func share(p netip.Prefix, index int) netip.Prefix {
	a := p.Addr().As4()
	start := uint32(a[0])<<24 | uint32(a[1])<<16 | uint32(a[2])<<8 | uint32(a[3])
	start += uint32(index) << (32 - nodeShare)
	return netip.PrefixFrom(netip.AddrFrom4([4]byte{byte(start >> 24), byte(start >> 16), byte(start >> 8), byte(start)}), nodeShare)
}

// validateWorkers returns the errors in the workers; the ranges are valid IPv4.
func (c *Config) validateWorkers(service, pod netip.Prefix) []error {
	if len(c.Workers) == 0 {
		return nil
	}
	if c.Node == nil {
		return []error{errors.New("workers: missing node, on which the control plane runs")}
	}
	var found []error
	if shares := 1 << max(nodeShare-pod.Bits(), 0); pod.Bits() > nodeShare || len(c.Workers)+1 > shares {
		found = append(found, fmt.Errorf("podCIDR: found %s; expected a /%[3]d for each of %[2]d nodes", pod, len(c.Workers)+1, nodeShare))
	}
	names, addresses := map[string]bool{c.Node.Name: true}, map[string]bool{c.Node.Address: true}
	for i, w := range c.Workers {
		if len(validation.IsDNS1123Label(w.Name)) > 0 || names[w.Name] {
			found = append(found, fmt.Errorf("workers[%d].name: found %q; expected a DNS label such as node-1, unique in the cluster", i, w.Name))
		}
		if !nodeAddress(w.Address, service, pod) || addresses[w.Address] {
			found = append(found, fmt.Errorf("workers[%d].address: found %q; expected an IPv4 address outside serviceCIDR and podCIDR, unique in the cluster", i, w.Address))
		}
		names[w.Name], addresses[w.Address] = true, true
	}
	return found
}

// nodeAddress reports whether a node may have the address.
func nodeAddress(text string, service, pod netip.Prefix) bool {
	a, err := netip.ParseAddr(text)
	return err == nil && a.Is4() && !a.IsLoopback() && !a.IsUnspecified() && !a.IsMulticast() && !service.Contains(a) && !pod.Contains(a)
}
