// Package nodeports makes the NodePorts of a cluster's Services answer on the
// machine that the cluster runs on.
package nodeports

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
)

// portsOf are the TCP NodePorts of Services, and the Service of each.
func portsOf(services []*corev1.Service) map[int]*corev1.Service {
	ports := map[int]*corev1.Service{}
	for _, s := range services {
		for _, p := range s.Spec.Ports {
			if p.NodePort != 0 && (p.Protocol == corev1.ProtocolTCP || p.Protocol == "") {
				ports[int(p.NodePort)] = s
			}
		}
	}
	return ports
}

// changes are what has to be opened and closed, in ascending order.
func changes(open map[int]bool, wanted map[int]*corev1.Service) (opening, closing []int) {
	for port := range wanted {
		if !open[port] {
			opening = append(opening, port)
		}
	}
	for port := range open {
		if wanted[port] == nil {
			closing = append(closing, port)
		}
	}
	slices.Sort(opening)
	slices.Sort(closing)
	return opening, closing
}
