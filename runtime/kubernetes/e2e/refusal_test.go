package e2e

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// refused runs a command that must end at once, with one line and exit code 1.
func refused(t *testing.T, command *exec.Cmd, want ...string) {
	t.Helper()
	text, err := command.CombinedOutput()
	if err == nil || command.ProcessState.ExitCode() != 1 {
		t.Errorf("serve ended with %v", err)
	}
	if strings.Count(string(text), "\n") != 1 {
		t.Errorf("not one line: %q", text)
	}
	for _, part := range want {
		if !strings.Contains(string(text), part) {
			t.Errorf("%q does not contain %q", text, part)
		}
	}
}

// TestRefusals: serve reports invalid configurations at once.
func TestRefusals(t *testing.T) {
	if testing.Short() {
		t.Skip("needs the binary")
	}
	program := binary(t)
	serve := func(file string) *exec.Cmd { return exec.Command(program, "serve", "--config", file) }
	t.Run("the port is taken", func(t *testing.T) {
		c := newCluster(t, program)
		address := fmt.Sprintf("127.0.0.1:%d", c.files.Config.APIServer.Port)
		listener, err := net.Listen("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		refused(t, serve(c.files.ConfigFile), address, "address already in use", "apiServer.port")
	})
	t.Run("no configuration", func(t *testing.T) {
		refused(t, serve("/nonexistent/config.json"), "/nonexistent/config.json")
	})
	t.Run("an unknown field", func(t *testing.T) {
		c := newCluster(t, program)
		if err := os.WriteFile(c.files.ConfigFile, []byte(`{"port":1}`), 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, serve(c.files.ConfigFile), c.files.ConfigFile, `unknown field "port"`)
	})
	t.Run("a key that does not fit", func(t *testing.T) {
		c := newCluster(t, program)
		other, err := os.ReadFile(c.layout().Key("scheduler"))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(c.layout().Key("admin"), other, 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, serve(c.files.ConfigFile), "admin.crt", "write the PKI again")
	})
	t.Run("a flag that does not exist", func(t *testing.T) {
		c := newCluster(t, program)
		text, err := os.ReadFile(c.files.ConfigFile)
		if err != nil {
			t.Fatal(err)
		}
		wrong := strings.Replace(string(text), `"extraArgs": null`, `"extraArgs": ["--no-such-flag"]`, 1)
		if wrong == string(text) {
			t.Fatal("the configuration has another form")
		}
		if err := os.WriteFile(c.files.ConfigFile, []byte(wrong), 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, serve(c.files.ConfigFile), "kube-apiserver ended 3 times", "kube-apiserver.log", "unknown flag: --no-such-flag")
	})
}
