package testpki

import (
	"encoding/json"
	"os"
	"path/filepath"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/kubeconfig"
	"meshstack/kubernetes/internal/layout"
)

// Files of a test cluster.
type Files struct {
	Config          *config.Config
	ConfigFile      string
	AdminKubeconfig string
}

// Cluster writes the PKI, configuration and administrator's kubeconfig of a test
// cluster below dir, which must be absolute. Without a node, the nodes are simulated.
func Cluster(dir string, port int, node *config.Node, workers ...config.Worker) (*Files, error) {
	c := &config.Config{
		DataDir:        filepath.Join(dir, "data"),
		LogDir:         filepath.Join(dir, "log"),
		PKIDir:         filepath.Join(dir, "pki"),
		APIServer:      config.APIServer{BindAddress: "127.0.0.1", Port: port},
		ServiceCIDR:    "10.96.0.0/12",
		PodCIDR:        "10.244.0.0/16",
		NodePortRange:  "30000-32767",
		SimulatedNodes: node == nil,
		Node:           node,
		Workers:        workers,
	}
	if err := Write(c.PKIDir, node, workers...); err != nil {
		return nil, err
	}
	f := &Files{Config: c, ConfigFile: filepath.Join(dir, "config.json")}
	if err := f.WriteConfig(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(c.DataDir, 0o700); err != nil {
		return nil, err
	}
	f.AdminKubeconfig = layout.Of(c).Kubeconfig(layout.Admin)
	return f, kubeconfig.Write(c, layout.Admin, layout.Admin)
}

// WriteConfig writes the configuration's file again, after a change of Config.
func (f *Files) WriteConfig() error {
	text, err := json.MarshalIndent(f.Config, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(f.ConfigFile, text, 0o600)
}
