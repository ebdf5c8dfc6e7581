package components

import (
	"encoding/json"

	"meshstack/kubernetes/internal/config"
)

// CNIPlugins are the CNI programs that the pod network uses.
var CNIPlugins = []string{"loopback", "ptp", "host-local", "portmap"}

// cniNetwork is CNI's "network configuration list".
type cniNetwork struct {
	CNIVersion string `json:"cniVersion"`
	Name       string `json:"name"`
	Plugins    []any  `json:"plugins"`
}

type cniPointToPoint struct {
	Type string  `json:"type"`
	IPAM cniIPAM `json:"ipam"`
}

type cniIPAM struct {
	Type    string       `json:"type"`
	DataDir string       `json:"dataDir"`
	Ranges  [][]cniRange `json:"ranges"`
	Routes  []cniRoute   `json:"routes"`
}

type cniRange struct {
	Subnet string `json:"subnet"`
}

type cniRoute struct {
	Destination string `json:"dst"`
}

type cniPortMap struct {
	Type         string          `json:"type"`
	Capabilities map[string]bool `json:"capabilities"`
}

// CNIConfig connects each pod to the node by a pair of interfaces, and the node
// routes between them. A bridge would need a kernel module and a setting of the
// whole machine (bridged packets pass iptables).
func CNIConfig(c *config.Config) ([]byte, error) {
	return json.MarshalIndent(cniNetwork{
		CNIVersion: "1.0.0",
		Name:       "pods",
		Plugins: []any{
			cniPointToPoint{Type: "ptp", IPAM: cniIPAM{
				Type: "host-local",
				// In memory, because no pod outlives the node.
				DataDir: "/run/cni/networks",
				Ranges:  [][]cniRange{{{Subnet: c.PodRange().String()}}},
				Routes:  []cniRoute{{Destination: "0.0.0.0/0"}},
			}},
			cniPortMap{Type: "portmap", Capabilities: map[string]bool{"portMappings": true}},
		},
	}, "", "  ")
}
