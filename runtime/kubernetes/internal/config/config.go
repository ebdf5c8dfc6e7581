// Package config reads the configuration of one embedded cluster.
package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Config is the content of the file given to `serve --config`. Fields with a
// default are optional; unknown fields are errors.
type Config struct {
	// DataDir contains etcd's data and the generated kubeconfigs. Absolute.
	DataDir string `json:"dataDir"`
	// LogDir contains one log file per component. Absolute.
	LogDir string `json:"logDir"`
	// PKIDir contains the certificates and keys under kubeadm's file names (package
	// layout). Absolute. The caller writes it before the start.
	PKIDir string `json:"pkiDir"`
	// APIServer is the address of the API server.
	APIServer APIServer `json:"apiServer"`
	// ServiceCIDR is the range of cluster IPs. Default 10.96.0.0/12.
	ServiceCIDR string `json:"serviceCIDR"`
	// PodCIDR is the range of pod IPs. Default 10.244.0.0/16.
	PodCIDR string `json:"podCIDR"`
	// NodePortRange is the range of NodePorts, "first-last". Default 30000-32767.
	NodePortRange string `json:"nodePortRange"`
	// EmulatedVersion is the Kubernetes minor version of the served API, for example
	// "1.32". Default: the version of the binary.
	EmulatedVersion string `json:"emulatedVersion"`
	// SimulatedNodes runs KWOK as the kubelet of every Node with the annotation
	// kwok.x-k8s.io/node=fake. Default false.
	SimulatedNodes bool `json:"simulatedNodes"`
	// Node runs containers on this machine: containerd, kubelet and kube-proxy beside
	// the control plane, in their own namespaces. Excludes SimulatedNodes.
	// Default: none.
	Node *Node `json:"node,omitempty"`
	// Workers are further nodes on this machine, each in its own namespaces. The
	// control plane runs on Node. Default: none.
	Workers []Worker `json:"workers,omitempty"`
	// APIAudiences are the audiences of service account tokens. Default: the issuer,
	// and with Node also "istio-ca".
	APIAudiences []string `json:"apiAudiences"`
	// ControllerManager configures kube-controller-manager.
	ControllerManager Component `json:"controllerManager"`
	// Scheduler configures kube-scheduler.
	Scheduler Component `json:"scheduler"`

	// cluster and index are set in the configuration of a worker: the cluster's
	// configuration, and the number of the node in it (the control plane's is 0).
	cluster *Config
	index   int
}

// APIServer configures the API server.
type APIServer struct {
	// BindAddress is the IP address to listen on. Default 127.0.0.1.
	BindAddress string `json:"bindAddress"`
	// Port is the TCP port to listen on, 1 to 65535.
	Port int `json:"port"`
	// ExtraArgs follow the generated flags; the last one wins.
	ExtraArgs []string `json:"extraArgs"`
}

// Component configures a component that does not listen.
type Component struct {
	// ExtraArgs follow the generated flags; the last one wins.
	ExtraArgs []string `json:"extraArgs"`
}

// Node is this machine as a node of the cluster.
type Node struct {
	// Name is the name of the Node object.
	Name string `json:"name"`
	// Address is the node's IPv4 address in the cluster's own network. It is invisible
	// outside, so clusters may share it. Default 198.18.0.1, from the range for tests
	// (RFC 2544).
	Address string `json:"address"`
	// SandboxImage is the image of the process that holds a pod's namespaces.
	SandboxImage string `json:"sandboxImage"`
	// Root is a folder with the node's root file system. Absolute. It is never changed.
	// Default: the machine's programs and files.
	Root string `json:"root,omitempty"`
	// ClusterDNS is the pods' name server. Default: the tenth address of ServiceCIDR.
	ClusterDNS string `json:"clusterDNS"`
	// ClusterDomain is the DNS domain of Services. Default cluster.local.
	ClusterDomain string `json:"clusterDomain"`
}

// Worker is a further node of the cluster.
type Worker struct {
	// Name is the name of the Node object.
	Name string `json:"name"`
	// Address is the node's IPv4 address inside the cluster's own network.
	Address string `json:"address"`
}

// Load reads and validates the file. Its error is one line that names the file, the
// field, the found value and the expected ones.
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

// Decode reads one JSON object, applies the defaults and validates it.
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
		return nil, errors.New("found more than one JSON value; expected one JSON object")
	}
	c.completeNode()
	if err := c.validate(); err != nil {
		return nil, err
	}
	return c, nil
}

// decodeError rewrites an error of encoding/json as found and expected values.
func decodeError(err error) error {
	var wrongType *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrongType):
		return fmt.Errorf("%s: found a JSON %s; expected a %s", wrongType.Field, wrongType.Value, wrongType.Type)
	case errors.Is(err, io.EOF):
		return errors.New("the file is empty; expected one JSON object")
	case strings.HasPrefix(err.Error(), "json: unknown field "):
		return fmt.Errorf("unknown field %s; the configuration reference is runtime/kubernetes/README.md",
			strings.TrimPrefix(err.Error(), "json: unknown field "))
	}
	return fmt.Errorf("not valid JSON: %w", err)
}
