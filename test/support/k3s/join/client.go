package join

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Client calls a server for a joining node.
type Client struct {
	// CA is the server's CA certificate, as PEM.
	CA    []byte
	base  string
	user  string
	token Token
	http  *http.Client
}

// requestTimeout bounds one request.
const requestTimeout = 10 * time.Second

// Dial downloads the server's CA certificate and compares it with the token before it
// sends any credential.
func Dial(ctx context.Context, server, text, shortUser string) (*Client, error) {
	token, err := ParseToken(text)
	if err != nil {
		return nil, err
	}
	if u, err := url.Parse(server); err != nil || u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("only https:// URLs are supported, invalid server: %s", server)
	}
	c := &Client{base: strings.TrimRight(server, "/"), user: token.User, token: token}
	if c.user == "" {
		c.user = shortUser
	}
	// The token's hash verifies the certificate; a token without a hash trusts it.
	c.http = httpClient(&tls.Config{InsecureSkipVerify: true})
	if c.CA, err = c.get(ctx, CACertsPath, nil, false); err != nil {
		return nil, fmt.Errorf("failed to get CA certs: %w", err)
	}
	if token.CAHash != "" && token.CAHash != HashCA(c.CA) {
		return nil, fmt.Errorf("token CA hash does not match the Cluster CA certificate hash: %s != %s", token.CAHash, HashCA(c.CA))
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(c.CA)
	c.http = httpClient(&tls.Config{RootCAs: roots})
	return c, nil
}

func httpClient(config *tls.Config) *http.Client {
	return &http.Client{Timeout: requestTimeout, Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}}
}

// ClientKubelet returns the kubelet's certificate and key as one PEM.
func (c *Client) ClientKubelet(ctx context.Context, node, password string) ([]byte, error) {
	return c.get(ctx, ClientKubeletPath, map[string]string{NodeNameHeader: node, NodePasswordHeader: password}, true)
}

// ServerBootstrap returns the cluster's authorities by file name.
func (c *Client) ServerBootstrap(ctx context.Context) (map[string][]byte, error) {
	text, err := c.get(ctx, ServerBootstrapPath, nil, true)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	return files, json.Unmarshal(text, &files)
}

func (c *Client) get(ctx context.Context, path string, headers map[string]string, credentials bool) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		return nil, err
	}
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	if credentials {
		request.SetBasicAuth(c.user, c.token.Password)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s%s: %s: %s", c.base, path, response.Status, strings.TrimSpace(string(body)))
	}
	return body, nil
}
