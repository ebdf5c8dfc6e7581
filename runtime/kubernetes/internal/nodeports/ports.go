// Package nodeports opens the NodePorts of a cluster on the machine.
package nodeports

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
)

// portsOf maps the TCP NodePorts to their Services.
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

// changes returns the ports to open and to close, in ascending order.
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
