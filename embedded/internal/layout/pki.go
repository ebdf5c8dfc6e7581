package layout

import (
	"crypto/tls"
	"fmt"
	"os"
	"path/filepath"
)

// CheckPKI verifies that every file the components read is there, and that each
// certificate fits its key, so that a mistake is one message at the start and
// not a component that dies again and again.
func (l Layout) CheckPKI() error {
	pairs := []string{CA, APIServerCert, APIServerKubeletClient, FrontProxyClient, Admin, ControllerManager, Scheduler}
	if l.c.SimulatedNodes {
		pairs = append(pairs, KWOK)
	}
	if l.c.Node != nil {
		pairs = append(pairs, Kubelet, KubeletServing, KubeProxy)
	}
	for _, name := range pairs {
		if _, err := tls.LoadX509KeyPair(l.Cert(name), l.Key(name)); err != nil {
			return fmt.Errorf("pkiDir %s: %s.crt with %s.key is not usable (%w); write the PKI again", l.c.PKIDir, name, name, err)
		}
	}
	for _, file := range []string{l.Cert(FrontProxyCA), l.ServiceAccountPublicKey(), l.Key(ServiceAccount)} {
		if _, err := os.ReadFile(file); err != nil {
			return fmt.Errorf("pkiDir %s: %s cannot be read (%w); write the PKI again", l.c.PKIDir, filepath.Base(file), err)
		}
	}
	return nil
}
