// Package testpki makes the certificates of a throw-away cluster, for tests and
// for trying the binary by hand.
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

	"meshstack/embedded/internal/layout"
)

// Write fills dir with every file that layout.CheckPKI asks for, keys 0600,
// valid for a day.
func Write(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	w := writer{dir: dir}
	ca := w.authority(layout.CA, "kubernetes")
	frontProxy := w.authority(layout.FrontProxyCA, "front-proxy-ca")
	w.leaf(layout.APIServerCert, ca, x509.ExtKeyUsageServerAuth, pkix.Name{CommonName: "kube-apiserver"})
	client := func(file string, signer authority, commonName string, organization ...string) {
		w.leaf(file, signer, x509.ExtKeyUsageClientAuth, pkix.Name{CommonName: commonName, Organization: organization})
	}
	client(layout.APIServerKubeletClient, ca, "kube-apiserver-kubelet-client", "system:masters")
	client(layout.FrontProxyClient, frontProxy, "front-proxy-client")
	client(layout.Admin, ca, "kubernetes-admin", "system:masters")
	client(layout.ControllerManager, ca, "system:kube-controller-manager")
	client(layout.Scheduler, ca, "system:kube-scheduler")
	client(layout.KWOK, ca, "kwok")
	w.serviceAccount()
	return w.err
}

// authority signs certificates.
type authority struct {
	certificate *x509.Certificate
	key         crypto.Signer
}

// writer remembers its first error.
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

func (w *writer) leaf(name string, signer authority, usage x509.ExtKeyUsage, subject pkix.Name) {
	key := w.key(name)
	template := w.template(subject)
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.ExtKeyUsage = []x509.ExtKeyUsage{usage}
	if usage == x509.ExtKeyUsageServerAuth {
		template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback, net.IPv4(10, 96, 0, 1)}
		template.DNSNames = []string{"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"}
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
