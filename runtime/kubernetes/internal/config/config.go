// Package config reads the file that describes one embedded cluster.
package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Config is the content of the file given to `serve --config`. Fields that
// have a default may be left out; a field that is not listed here is an error.
type Config struct {
	// DataDir holds etcd's data and the generated kubeconfigs. Absolute.
	DataDir string `json:"dataDir"`
	// LogDir holds one log file per component. Absolute.
	LogDir string `json:"logDir"`
	// PKIDir holds the certificates and keys, under kubeadm's file names; see
	// package layout. Absolute. The caller writes it before the start.
	PKIDir string `json:"pkiDir"`
	// APIServer says where the API server listens.
	APIServer APIServer `json:"apiServer"`
	// ServiceCIDR is the range of cluster IPs. Default 10.96.0.0/12.
	ServiceCIDR string `json:"serviceCIDR"`
	// PodCIDR is the range of pod IPs. Default 10.244.0.0/16.
	PodCIDR string `json:"podCIDR"`
	// NodePortRange is the range of NodePorts, "first-last". Default 30000-32767.
	NodePortRange string `json:"nodePortRange"`
	// EmulatedVersion is the Kubernetes minor version whose API is served, for
	// example "1.32". Default: the version of the binary.
	EmulatedVersion string `json:"emulatedVersion"`
	// SimulatedNodes runs KWOK, which plays the kubelet for every Node with the
	// annotation kwok.x-k8s.io/node=fake. Default false.
	SimulatedNodes bool `json:"simulatedNodes"`
	// Node runs containers on this machine: containerd, kubelet and kube-proxy
	// beside the control plane, all in namespaces of their own. Needs root, and
	// excludes SimulatedNodes. Default: none.
	Node *Node `json:"node,omitempty"`
	// Workers are more nodes on this machine, each in namespaces of its own beside
	// Node's, which has the control plane. Default: none.
	Workers []Worker `json:"workers,omitempty"`
	// APIAudiences are the audiences of service account tokens. Default: the
	// issuer, and with Node also "istio-ca".
	APIAudiences []string `json:"apiAudiences"`
	// ControllerManager adjusts kube-controller-manager.
	ControllerManager Component `json:"controllerManager"`
	// Scheduler adjusts kube-scheduler.
	Scheduler Component `json:"scheduler"`

	// cluster is the configuration that a worker's own was made of, and index which
	// of that cluster's nodes it is; the control plane's is 0.
	cluster *Config
	index   int
}

// APIServer is the address of the API server, and its extra flags.
type APIServer struct {
	// BindAddress is the IP address to listen on. Default 127.0.0.1.
	BindAddress string `json:"bindAddress"`
	// Port is the TCP port to listen on, 1 to 65535.
	Port int `json:"port"`
	// ExtraArgs are added after the flags that this program sets; the last one wins.
	ExtraArgs []string `json:"extraArgs"`
}

// Component is what can be set for a component that listens nowhere.
type Component struct {
	// ExtraArgs are added after the flags that this program sets; the last one wins.
	ExtraArgs []string `json:"extraArgs"`
}

// Node is this machine as a node of the cluster.
type Node struct {
	// Name is the name of the Node object.
	Name string `json:"name"`
	// Address is the node's IPv4 address inside the cluster's own network. It is
	// not seen outside, so that every cluster may have the same one. Default
	// 198.18.0.1, of a range for tests (RFC 2544).
	Address string `json:"address"`
	// SandboxImage is the image of the process that holds a pod's namespaces.
	SandboxImage string `json:"sandboxImage"`
	// ClusterDNS is the name server of pods. Default: the tenth address of ServiceCIDR.
	ClusterDNS string `json:"clusterDNS"`
	// ClusterDomain is the DNS domain of Services. Default cluster.local.
	ClusterDomain string `json:"clusterDomain"`
}

// Worker is one more node of the cluster.
type Worker struct {
	// Name is the name of the Node object.
	Name string `json:"name"`
	// Address is the node's IPv4 address inside the cluster's own network.
	Address string `json:"address"`
}

// Load reads and checks the file. Its error is one line that names the file,
// the field, what was found and what is allowed.
func Load(file string) (*Config, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the configuration: %w", err)
	}
	defer f.Close()
	c, err := Decode(f)
	if err != nil {
		return nil, fmt.Errorf("configuration %s: %w", file, err)
	}
	return c, nil
}

// Decode reads one JSON object, fills in the defaults and checks it.
func Decode(r io.Reader) (*Config, error) {
	c := &Config{
		APIServer:     APIServer{BindAddress: "127.0.0.1"},
		ServiceCIDR:   "10.96.0.0/12",
		PodCIDR:       "10.244.0.0/16",
		NodePortRange: "30000-32767",
	}
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	if err := d.Decode(c); err != nil {
		return nil, decodeError(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("something follows the JSON object; the file must hold one object and nothing else")
	}
	c.completeNode()
	if err := c.validate(); err != nil {
		return nil, err
	}
	return c, nil
}

// decodeError rewrites what encoding/json says into what was found, where, and
// what is allowed.
func decodeError(err error) error {
	var wrongType *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrongType):
		return fmt.Errorf("%s is a JSON %s; it must be a %s", wrongType.Field, wrongType.Value, wrongType.Type)
	case errors.Is(err, io.EOF):
		return errors.New("the file is empty; it must hold one JSON object")
	case strings.HasPrefix(err.Error(), "json: unknown field "):
		return fmt.Errorf("unknown field %s; the known fields are in the configuration reference (embedded/README.md)",
			strings.TrimPrefix(err.Error(), "json: unknown field "))
	}
	return fmt.Errorf("not valid JSON: %w", err)
}
