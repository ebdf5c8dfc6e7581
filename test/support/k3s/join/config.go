package join

import (
	"encoding/json"
	"fmt"
	"os"
)

// Config configures the endpoints for joining, as JSON in a file.
type Config struct {
	// TLSDir contains the cluster's authorities.
	TLSDir string `json:"tlsDir"`
	// ServerPassword is the server token's password, AgentPassword the agent token's.
	ServerPassword string `json:"serverPassword"`
	AgentPassword  string `json:"agentPassword"`
	// Kubeconfig is the administrator's.
	Kubeconfig string `json:"kubeconfig"`
}

// Write writes the file (0600).
func (c Config) Write(file string) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}

// ReadConfig reads what Write wrote.
func ReadConfig(file string) (Config, error) {
	var c Config
	text, err := os.ReadFile(file)
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(text, &c); err != nil {
		return c, fmt.Errorf("%s: %w", file, err)
	}
	return c, nil
}
