package layout

import (
	"crypto/tls"
	"fmt"
	"os"
	"path/filepath"
)

// nodePairs are the node's own certificates.
var nodePairs = []string{Kubelet, KubeletServing, KubeProxy}

// CheckPKI verifies that all PKI files exist and that each certificate matches its
// key, so that an error is reported once at the start and not by a component that
// restarts repeatedly.
func (l Layout) CheckPKI() error {
	pairs := []string{CA, APIServerCert, APIServerKubeletClient, FrontProxyClient, Admin, ControllerManager, Scheduler}
	if l.c.SimulatedNodes {
		pairs = append(pairs, KWOK)
	}
	if l.c.Node != nil {
		pairs = append(pairs, nodePairs...)
	}
	if err := l.checkPairs(pairs); err != nil {
		return err
	}
	for i := range l.c.Workers {
		if err := Of(l.c.Worker(i)).checkPairs(nodePairs); err != nil {
			return err
		}
	}
	for _, file := range []string{l.Cert(FrontProxyCA), l.ServiceAccountPublicKey(), l.Key(ServiceAccount)} {
		if _, err := os.ReadFile(file); err != nil {
			return fmt.Errorf("pkiDir %s: %s cannot be read (%w); write the PKI again", l.c.PKIDir, filepath.Base(file), err)
		}
	}
	return nil
}

func (l Layout) checkPairs(names []string) error {
	for _, name := range names {
		if _, err := tls.LoadX509KeyPair(l.Cert(name), l.Key(name)); err != nil {
			return fmt.Errorf("pkiDir %s: %s.crt with %s.key is not usable (%w); write the PKI again", l.c.PKIDir, name, name, err)
		}
	}
	return nil
}
