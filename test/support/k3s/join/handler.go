package join

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"

	"meshstack/kubernetes/pki"
)

// Paths that a k3s server serves on the API server's port.
const (
	CACertsPath         = "/cacerts"
	ClientKubeletPath   = "/v1-k3s/client-kubelet.crt"
	ServerBootstrapPath = "/v1-k3s/server-bootstrap"
)

// Headers that identify a node.
const (
	NodeNameHeader     = "k3s-Node-Name"
	NodePasswordHeader = "k3s-Node-Password"
)

// handler serves the paths for joining and passes on all other requests.
type handler struct {
	config Config
	server []byte // the server CA's certificate
	client *pki.Authority
	nodes  *nodePasswords
}

// Wrap returns a wrapper that serves the paths for joining before an API server's
// handler.
func Wrap(file string) (func(http.Handler) http.Handler, error) {
	config, err := ReadConfig(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the join configuration: %w", err)
	}
	serverCA, err := pki.Load(config.TLSDir, pki.ServerCA)
	if err != nil {
		return nil, err
	}
	clientCA, err := pki.Load(config.TLSDir, pki.ClientCA)
	if err != nil {
		return nil, err
	}
	restConfig, err := clientcmd.BuildConfigFromFlags("", config.Kubeconfig)
	if err != nil {
		return nil, err
	}
	client, err := kubernetes.NewForConfig(restConfig)
	if err != nil {
		return nil, err
	}
	h := &handler{config: config, server: serverCA.PEM, client: clientCA, nodes: &nodePasswords{client: client}}
	return h.before, nil
}

func (h *handler) before(api http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case CACertsPath:
			w.Write(h.server)
		case ClientKubeletPath:
			h.clientKubelet(w, r)
		case ServerBootstrapPath:
			h.serverBootstrap(w, r)
		default:
			api.ServeHTTP(w, r)
		}
	})
}

// clientKubelet issues a kubelet's client certificate to a node with a valid token and
// password.
func (h *handler) clientKubelet(w http.ResponseWriter, r *http.Request) {
	user, password, _ := r.BasicAuth()
	agent := user != ServerUser && same(password, h.config.AgentPassword)
	server := user != NodeUser && same(password, h.config.ServerPassword)
	if !agent && !server {
		http.Error(w, "the token is not this cluster's", http.StatusUnauthorized)
		return
	}
	name, nodePassword := r.Header.Get(NodeNameHeader), r.Header.Get(NodePasswordHeader)
	if name == "" || nodePassword == "" {
		http.Error(w, "node name and node password are required", http.StatusBadRequest)
		return
	}
	if err := h.nodes.verify(r.Context(), name, nodePassword); err != nil {
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	pair, err := h.client.Client("system:node:"+name, "system:nodes")
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Write(append(pair.Certificate, pair.Key...))
}

// serverBootstrap sends the cluster's authorities to a joining server.
func (h *handler) serverBootstrap(w http.ResponseWriter, r *http.Request) {
	user, password, _ := r.BasicAuth()
	if user == NodeUser || !same(password, h.config.ServerPassword) {
		http.Error(w, "the token is not this cluster's", http.StatusUnauthorized)
		return
	}
	files := map[string][]byte{}
	names := []string{pki.ServiceKey}
	for _, name := range pki.Authorities {
		names = append(names, name+".crt", name+".key")
	}
	for _, name := range names {
		content, err := os.ReadFile(filepath.Join(h.config.TLSDir, name))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		files[name] = content
	}
	json.NewEncoder(w).Encode(files)
}
