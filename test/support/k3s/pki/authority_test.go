package pki

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"
)

func TestEnsure(t *testing.T) {
	dir := t.TempDir()
	if err := Ensure(dir); err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	before := map[string]string{}
	for _, name := range append([]string{ServiceKey}, Authorities...) {
		if name != ServiceKey {
			name += ".key"
		}
		before[name] = read(name)
	}
	if err := Ensure(dir); err != nil {
		t.Fatal(err)
	}
	for name, text := range before {
		if read(name) != text {
			t.Errorf("%s was created again", name)
		}
	}
	if err := os.Remove(filepath.Join(dir, ClientCA+".key")); err != nil {
		t.Fatal(err)
	}
	if err := Ensure(dir); err == nil {
		t.Error("a certificate without its key is accepted")
	}
}

func TestLeaves(t *testing.T) {
	dir := t.TempDir()
	if err := Ensure(dir); err != nil {
		t.Fatal(err)
	}
	authority, err := Load(dir, ServerCA)
	if err != nil {
		t.Fatal(err)
	}
	pair, err := authority.Server("kube-apiserver", []string{"server-0", "10.43.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(pair.Certificate)
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(authority.Certificate)
	for _, name := range []string{"server-0", "10.43.0.1"} {
		if _, err := certificate.Verify(x509.VerifyOptions{DNSName: name, Roots: roots}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	clients := x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	if _, err := certificate.Verify(clients); err == nil {
		t.Error("a server's certificate is valid for a client")
	}
}
