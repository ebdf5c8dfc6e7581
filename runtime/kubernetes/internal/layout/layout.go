// Package layout names the files of one embedded cluster.
package layout

import (
	"path/filepath"

	"meshstack/kubernetes/internal/config"
)

// Layout returns the paths of a cluster's files.
type Layout struct{ c *config.Config }

// Of returns the layout of the configured cluster.
func Of(c *config.Config) Layout { return Layout{c} }

// EtcdSocket is relative to the data directory, the working directory of every
// component: a socket's path may have at most 107 bytes, and the directory's path
// may be longer.
const EtcdSocket = "etcd.sock"

// EtcdData is etcd's own directory.
func (l Layout) EtcdData() string { return filepath.Join(l.c.DataDir, "etcd") }

// Lock is the file that the running supervisor locks.
func (l Layout) Lock() string { return filepath.Join(l.c.DataDir, "supervisor.lock") }

// Kubeconfig is the generated kubeconfig of a component.
func (l Layout) Kubeconfig(component string) string {
	return filepath.Join(l.c.DataDir, component+".kubeconfig")
}

// Log is the log file of a component.
func (l Layout) Log(component string) string {
	return filepath.Join(l.c.LogDir, component+".log")
}

// Cert is the path of a certificate. A worker uses the cluster's authority.
func (l Layout) Cert(name string) string {
	if cluster := l.c.Cluster(); cluster != nil && name == CA {
		return Of(cluster).Cert(name)
	}
	return filepath.Join(l.c.PKIDir, name+".crt")
}

// Key is a private key of the PKI directory.
func (l Layout) Key(name string) string { return filepath.Join(l.c.PKIDir, name+".key") }

// ServiceAccountPublicKey verifies service account tokens.
func (l Layout) ServiceAccountPublicKey() string { return filepath.Join(l.c.PKIDir, "sa.pub") }

// Names of the certificates in the PKI directory, as kubeadm names them; each
// is NAME.crt with NAME.key.
const (
	CA                     = "ca"
	APIServerCert          = "apiserver"
	APIServerKubeletClient = "apiserver-kubelet-client"
	FrontProxyCA           = "front-proxy-ca"
	FrontProxyClient       = "front-proxy-client"
	ServiceAccount         = "sa"
	Admin                  = "admin"
	ControllerManager      = "controller-manager"
	Scheduler              = "scheduler"
	KWOK                   = "kwok"
)
