package main

import (
	"encoding/json"
	"path/filepath"

	"k8s.io/client-go/tools/clientcmd"
)

// access is what a client makes of a kubeconfig.
type access struct {
	Server      string   `json:"server"`
	CAFile      string   `json:"caFile,omitempty"`
	CAData      []byte   `json:"caData,omitempty"`
	Insecure    bool     `json:"insecure,omitempty"`
	ServerName  string   `json:"serverName,omitempty"`
	CertFile    string   `json:"certFile,omitempty"`
	CertData    []byte   `json:"certData,omitempty"`
	KeyFile     string   `json:"keyFile,omitempty"`
	KeyData     []byte   `json:"keyData,omitempty"`
	Token       string   `json:"token,omitempty"`
	TokenFile   string   `json:"tokenFile,omitempty"`
	Username    string   `json:"username,omitempty"`
	Password    string   `json:"password,omitempty"`
	Impersonate string   `json:"impersonate,omitempty"`
	ExecCommand string   `json:"execCommand,omitempty"`
	ExecArgs    []string `json:"execArgs,omitempty"`
	Namespace   string   `json:"namespace,omitempty"`
	Proxy       bool     `json:"proxy,omitempty"`
}

// readKubeconfig merges the files as kubectl does and resolves the context.
func readKubeconfig(files []string, context string) (json.RawMessage, error) {
	rules := &clientcmd.ClientConfigLoadingRules{Precedence: files, WarnIfAllMissing: false}
	config := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(rules, &clientcmd.ConfigOverrides{CurrentContext: context})
	rest, err := config.ClientConfig()
	if err != nil {
		return nil, err
	}
	namespace, _, err := config.Namespace()
	if err != nil {
		return nil, err
	}
	result := access{
		Server: rest.Host, CAFile: rest.CAFile, CAData: rest.CAData, Insecure: rest.Insecure, ServerName: rest.ServerName,
		CertFile: rest.CertFile, CertData: rest.CertData, KeyFile: rest.KeyFile, KeyData: rest.KeyData,
		Token: rest.BearerToken, TokenFile: rest.BearerTokenFile, Username: rest.Username, Password: rest.Password,
		Impersonate: rest.Impersonate.UserName, Namespace: namespace, Proxy: rest.Proxy != nil,
	}
	if rest.ExecProvider != nil {
		result.ExecCommand = filepath.Clean(rest.ExecProvider.Command)
		result.ExecArgs = rest.ExecProvider.Args
	}
	return json.Marshal(result)
}
