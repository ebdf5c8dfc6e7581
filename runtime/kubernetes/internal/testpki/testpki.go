// Package testpki creates the certificates of a test cluster.
package testpki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
)

// Write writes every file that layout.CheckPKI checks, with keys 0600, valid for a
// day. The node may be nil.
func Write(dir string, node *config.Node, workers ...config.Worker) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	w := writer{dir: dir}
	ca := w.authority(layout.CA, "kubernetes")
	frontProxy := w.authority(layout.FrontProxyCA, "front-proxy-ca")
	names := []string{
		"127.0.0.1", "::1", "10.96.0.1",
		"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local",
	}
	if node != nil {
		names = append(names, node.Address)
	}
	w.server(layout.APIServerCert, ca, "kube-apiserver", names...)
	w.client(layout.APIServerKubeletClient, ca, "kube-apiserver-kubelet-client", "system:masters")
	w.client(layout.FrontProxyClient, frontProxy, "front-proxy-client")
	w.client(layout.Admin, ca, "kubernetes-admin", "system:masters")
	w.client(layout.ControllerManager, ca, "system:kube-controller-manager")
	w.client(layout.Scheduler, ca, "system:kube-scheduler")
	w.client(layout.KWOK, ca, "kwok")
	if node != nil {
		w.node(ca, node.Name, node.Address)
	}
	w.serviceAccount()
	for _, worker := range workers {
		of := writer{dir: filepath.Join(dir, config.WorkerDir(worker.Name)), err: w.err}
		of.keep(os.MkdirAll(of.dir, 0o700))
		of.node(ca, worker.Name, worker.Address)
		w.keep(of.err)
	}
	return w.err
}

func (w *writer) node(ca authority, name, address string) {
	w.server(layout.KubeletServing, ca, "system:node:"+name, name, address)
	w.client(layout.Kubelet, ca, "system:node:"+name, "system:nodes")
	w.client(layout.KubeProxy, ca, "system:kube-proxy")
}

// authority signs certificates.
type authority struct {
	certificate *x509.Certificate
	key         crypto.Signer
}

// writer keeps its first error.
type writer struct {
	dir string
	err error
}

func (w *writer) key(name string) *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	w.keep(err)
	der, err := x509.MarshalECPrivateKey(key)
	w.keep(err)
	w.pem(name+".key", "EC PRIVATE KEY", der, 0o600)
	return key
}

func (w *writer) authority(name, commonName string) authority {
	key := w.key(name)
	template := w.template(pkix.Name{CommonName: commonName})
	template.IsCA, template.BasicConstraintsValid = true, true
	template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature
	return authority{w.certificate(name, template, template, key, key), key}
}

func (w *writer) client(name string, signer authority, commonName string, organization ...string) {
	w.leaf(name, signer, x509.ExtKeyUsageClientAuth, pkix.Name{CommonName: commonName, Organization: organization}, nil)
}

func (w *writer) server(name string, signer authority, commonName string, names ...string) {
	w.leaf(name, signer, x509.ExtKeyUsageServerAuth, pkix.Name{CommonName: commonName}, names)
}

func (w *writer) leaf(name string, signer authority, usage x509.ExtKeyUsage, subject pkix.Name, names []string) {
	key := w.key(name)
	template := w.template(subject)
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.ExtKeyUsage = []x509.ExtKeyUsage{usage}
	for _, n := range names {
		if ip := net.ParseIP(n); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, n)
		}
	}
	w.certificate(name, template, signer.certificate, key, signer.key)
}

func (w *writer) serviceAccount() {
	key := w.key(layout.ServiceAccount)
	if w.err != nil {
		return
	}
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	w.keep(err)
	w.pem(layout.ServiceAccount+".pub", "PUBLIC KEY", der, 0o644)
}

func (w *writer) template(subject pkix.Name) *x509.Certificate {
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	w.keep(err)
	now := time.Now()
	return &x509.Certificate{SerialNumber: serial, Subject: subject, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour)}
}

func (w *writer) certificate(name string, template, parent *x509.Certificate, key, signer crypto.Signer) *x509.Certificate {
	if w.err != nil {
		return nil
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	w.keep(err)
	w.pem(name+".crt", "CERTIFICATE", der, 0o644)
	certificate, err := x509.ParseCertificate(der)
	w.keep(err)
	return certificate
}

func (w *writer) pem(file, kind string, der []byte, mode os.FileMode) {
	if w.err != nil {
		return
	}
	w.keep(os.WriteFile(filepath.Join(w.dir, file), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), mode))
}

func (w *writer) keep(err error) {
	if w.err == nil && err != nil {
		w.err = fmt.Errorf("test PKI: %w", err)
	}
}
