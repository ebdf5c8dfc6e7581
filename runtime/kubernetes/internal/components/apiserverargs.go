package components

import (
	"strconv"
	"strings"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
)

// apiServerArgs are the flags of the API server.
func apiServerArgs(c *config.Config) []string {
	l := layout.Of(c)
	args := []string{
		"--secure-port=" + strconv.Itoa(c.APIServer.Port),
		"--tls-cert-file=" + l.Cert(layout.APIServerCert),
		"--tls-private-key-file=" + l.Key(layout.APIServerCert),

		"--etcd-servers=unix://" + layout.EtcdSocket,
		"--etcd-db-metric-poll-interval=0s",

		"--anonymous-auth=false",
		"--client-ca-file=" + l.Cert(layout.CA),
		"--authorization-mode=Node,RBAC",
		"--enable-admission-plugins=NodeRestriction",
		"--allow-privileged=true",

		"--service-account-issuer=" + config.Issuer,
		"--service-account-key-file=" + l.ServiceAccountPublicKey(),
		"--service-account-signing-key-file=" + l.Key(layout.ServiceAccount),

		"--requestheader-client-ca-file=" + l.Cert(layout.FrontProxyCA),
		"--requestheader-allowed-names=front-proxy-client",
		"--requestheader-extra-headers-prefix=X-Remote-Extra-",
		"--requestheader-group-headers=X-Remote-Group",
		"--requestheader-username-headers=X-Remote-User",
		"--proxy-client-cert-file=" + l.Cert(layout.FrontProxyClient),
		"--proxy-client-key-file=" + l.Key(layout.FrontProxyClient),

		"--kubelet-client-certificate=" + l.Cert(layout.APIServerKubeletClient),
		"--kubelet-client-key=" + l.Key(layout.APIServerKubeletClient),
		"--kubelet-preferred-address-types=InternalIP,Hostname",

		"--service-cluster-ip-range=" + c.ServiceCIDR,
		"--service-node-port-range=" + c.NodePortRange,

		"--profiling=false",
		"--shutdown-delay-duration=0s",
	}
	args = append(args, addressArgs(c)...)
	if len(c.APIAudiences) > 0 {
		args = append(args, "--api-audiences="+strings.Join(c.APIAudiences, ","))
	}
	return append(append(args, emulatedVersionArgs(c)...), c.APIServer.ExtraArgs...)
}

// addressArgs are the flags for the addresses of the API server and the kubelets.
func addressArgs(c *config.Config) []string {
	if c.Node == nil {
		return []string{
			"--bind-address=" + c.APIServer.BindAddress,
			"--advertise-address=" + c.APIServer.BindAddress,
			// The Service "kubernetes" has no endpoint: loopback is not allowed there, and no
			// simulated pod calls the API.
			"--endpoint-reconciler-type=none",
		}
	}
	return []string{
		// All addresses of the cluster's own network namespace, none of the machine's.
		"--bind-address=0.0.0.0",
		"--advertise-address=" + c.Node.Address,
		"--kubelet-certificate-authority=" + layout.Of(c).Cert(layout.CA),
	}
}

// emulatedVersionArgs is the flag that all Kubernetes components share.
func emulatedVersionArgs(c *config.Config) []string {
	if c.EmulatedVersion == "" {
		return nil
	}
	return []string{"--emulated-version=" + c.EmulatedVersion}
}
