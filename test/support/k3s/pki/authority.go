// Package pki stores the certificate authorities of the k3s fake at k3s's paths and
// issues certificates.
package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

// Files of the authorities in k3s's directory server/tls (docs.k3s.io,
// "k3s certificate", custom CA certificates): each NAME.crt with NAME.key.
const (
	ServerCA        = "server-ca"
	ClientCA        = "client-ca"
	RequestHeaderCA = "request-header-ca"
	EtcdServerCA    = "etcd/server-ca"
	EtcdPeerCA      = "etcd/peer-ca"
	// ServiceKey signs service account tokens and has no certificate.
	ServiceKey = "service.key"
)

// Authorities are the names of all pairs.
var Authorities = []string{ServerCA, ClientCA, RequestHeaderCA, EtcdServerCA, EtcdPeerCA}

// authorityYears is the validity of a created authority, as in k3s.
const authorityYears = 10

// Authority signs certificates.
type Authority struct {
	Certificate *x509.Certificate
	// PEM of the certificate.
	PEM []byte
	key crypto.Signer
}

// Ensure creates the authorities that are missing in dir, as k3s does at the first
// start of a server.
func Ensure(dir string) error {
	for _, name := range Authorities {
		missing, err := missing(filepath.Join(dir, name+".crt"), filepath.Join(dir, name+".key"))
		if err != nil {
			return err
		}
		if missing {
			if err := create(dir, name); err != nil {
				return fmt.Errorf("cannot create the authority %s: %w", name, err)
			}
		}
		if _, err := Load(dir, name); err != nil {
			return err
		}
	}
	file := filepath.Join(dir, ServiceKey)
	if missing, err := missing(file); err != nil || !missing {
		return err
	}
	key, err := newKey()
	if err != nil {
		return err
	}
	return writeKey(file, key)
}

// missing reports whether none of the files exists; it is an error if only some do.
func missing(files ...string) (bool, error) {
	found := 0
	for _, file := range files {
		switch _, err := os.Stat(file); {
		case err == nil:
			found++
		case !errors.Is(err, fs.ErrNotExist):
			return false, err
		}
	}
	if found != 0 && found != len(files) {
		return false, fmt.Errorf("found %[2]d of %[1]v; expected both, or none", files, found)
	}
	return found == 0, nil
}

// Load reads one authority of dir.
func Load(dir, name string) (*Authority, error) {
	file := filepath.Join(dir, name+".crt")
	pair, err := tls.LoadX509KeyPair(file, filepath.Join(dir, name+".key"))
	if err != nil {
		return nil, fmt.Errorf("%s with its key is not usable: %w", file, err)
	}
	if !pair.Leaf.IsCA {
		return nil, fmt.Errorf("%s is not a certificate authority", file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return &Authority{Certificate: pair.Leaf, PEM: text, key: pair.PrivateKey.(crypto.Signer)}, nil
}

func create(dir, name string) error {
	key, err := newKey()
	if err != nil {
		return err
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber:          serial(),
		Subject:               pkix.Name{CommonName: fmt.Sprintf("k3s-%s@%d", filepath.Base(name), now.Unix())},
		NotBefore:             now.Add(-time.Hour),
		NotAfter:              now.AddDate(authorityYears, 0, 0),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
		return err
	}
	if err := writeKey(filepath.Join(dir, name+".key"), key); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name+".crt"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o644)
}

func newKey() (*ecdsa.PrivateKey, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) }

func keyPEM(key *ecdsa.PrivateKey) ([]byte, error) {
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der}), nil
}

func writeKey(file string, key *ecdsa.PrivateKey) error {
	text, err := keyPEM(key)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}

// serial is a random serial number; crypto/rand does not fail.
func serial() *big.Int {
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 126))
	if err != nil {
		panic(err)
	}
	return n
}
