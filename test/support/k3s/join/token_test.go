package join

import (
	"strings"
	"testing"
)

func TestParseToken(t *testing.T) {
	hash := strings.Repeat("a", 64)
	for text, want := range map[string]Token{
		"password":                    {Password: "password"},
		"K10" + hash + "::server:a:b": {CAHash: hash, User: "server", Password: "a:b"},
		"K10" + hash + "::node:x":     {CAHash: hash, User: "node", Password: "x"},
	} {
		if got, err := ParseToken(text); err != nil || got != want {
			t.Errorf("%q is %+v, %v; want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "K10", "K10" + hash, "K10abc::server:x", "K10" + hash + "::server", "K10" + hash + "::server:"} {
		if got, err := ParseToken(text); err == nil {
			t.Errorf("%q is accepted: %+v", text, got)
		}
	}
}

func TestSecure(t *testing.T) {
	token, err := ParseToken(Secure(NodeUser, "x", []byte("PEM\n")))
	want := Token{CAHash: HashCA([]byte("PEM\n")), User: NodeUser, Password: "x"}
	if err != nil || token != want {
		t.Errorf("got %+v, %v; want %+v", token, err, want)
	}
}
