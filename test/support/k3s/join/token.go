// Package join implements how nodes join the k3s fake: tokens, the server's endpoints
// beside the Kubernetes API, and their client.
package join

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Users of tokens: the server token joins servers and agents, the agent token
// agents only (docs.k3s.io, "k3s token").
const (
	ServerUser = "server"
	NodeUser   = "node"
)

const tokenPrefix = "K10"

// Token is a parsed join token.
type Token struct {
	// CAHash is the SHA-256 of the server's CA certificate; empty in a short token.
	CAHash string
	// User is empty in a short token.
	User     string
	Password string
}

// ParseToken reads a token in its secure form, K10HASH::USER:PASSWORD, or its
// short one, which is the password only.
func ParseToken(text string) (Token, error) {
	if text == "" {
		return Token{}, errors.New("token must not be empty")
	}
	rest, secure := strings.CutPrefix(text, tokenPrefix)
	if !secure {
		return Token{Password: text}, nil
	}
	hash, credentials, ok := strings.Cut(rest, "::")
	user, password, named := strings.Cut(credentials, ":")
	if !ok || !named || password == "" {
		return Token{}, errors.New("invalid token format")
	}
	if len(hash) != 2*sha256.Size {
		return Token{}, errors.New("invalid token CA hash length")
	}
	return Token{CAHash: hash, User: user, Password: password}, nil
}

// Secure is the token in its secure form, for the given CA certificate as PEM.
func Secure(user, password string, ca []byte) string {
	return fmt.Sprintf("%s%s::%s:%s", tokenPrefix, HashCA(ca), user, password)
}

// HashCA is the hash of a self-signed CA certificate in a token, over the PEM file.
func HashCA(ca []byte) string {
	digest := sha256.Sum256(ca)
	return hex.EncodeToString(digest[:])
}

// same compares secrets in constant time.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
