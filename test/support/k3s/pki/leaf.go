package pki

import (
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"net"
	"os"
	"time"
)

// leafDays is the validity of certificates, as in k3s.
const leafDays = 365

// Pair is a certificate with its key, as PEM.
type Pair struct{ Certificate, Key []byte }

// Client issues a client certificate for a user of the given groups.
func (a *Authority) Client(user string, groups ...string) (Pair, error) {
	return a.issue(pkix.Name{CommonName: user, Organization: groups}, x509.ExtKeyUsageClientAuth, nil)
}

// Server issues a certificate for the given names and addresses.
func (a *Authority) Server(commonName string, names []string) (Pair, error) {
	return a.issue(pkix.Name{CommonName: commonName}, x509.ExtKeyUsageServerAuth, names)
}

func (a *Authority) issue(subject pkix.Name, usage x509.ExtKeyUsage, names []string) (Pair, error) {
	key, err := newKey()
	if err != nil {
		return Pair{}, err
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: serial(),
		Subject:      subject,
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.AddDate(0, 0, leafDays),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{usage},
	}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.Certificate, key.Public(), a.key)
	if err != nil {
		return Pair{}, err
	}
	text, err := keyPEM(key)
	return Pair{pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), text}, err
}

// Write writes NAME.crt and NAME.key, given the path without the extension.
func (p Pair) Write(path string) error {
	if err := os.WriteFile(path+".key", p.Key, 0o600); err != nil {
		return err
	}
	return os.WriteFile(path+".crt", p.Certificate, 0o644)
}
