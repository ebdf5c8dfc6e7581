package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"sigs.k8s.io/yaml"
)

// registries is the shape of registries.yaml (docs.k3s.io, "Private Registry
// Configuration"). The fake pulls no image and only validates the file.
type registries struct {
	Mirrors map[string]struct {
		Endpoint []string          `json:"endpoint"`
		Rewrite  map[string]string `json:"rewrite"`
	} `json:"mirrors"`
	Configs map[string]struct {
		Auth struct {
			Username string `json:"username"`
			Password string `json:"password"`
			Auth     string `json:"auth"`
			Token    string `json:"token"`
		} `json:"auth"`
		TLS struct {
			CAFile             string `json:"ca_file"`
			CertFile           string `json:"cert_file"`
			KeyFile            string `json:"key_file"`
			InsecureSkipVerify bool   `json:"insecure_skip_verify"`
		} `json:"tls"`
	} `json:"configs"`
}

// checkRegistries rejects an invalid file, and references to missing files. The file
// itself is optional.
func checkRegistries(file string) error {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var r registries
	if err := yaml.UnmarshalStrict(text, &r); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	for host, config := range r.Configs {
		for _, named := range []string{config.TLS.CAFile, config.TLS.CertFile, config.TLS.KeyFile} {
			if named == "" {
				continue
			}
			if _, err := os.Stat(named); err != nil {
				return fmt.Errorf("%s: configs.%s.tls: %w", file, host, err)
			}
		}
	}
	return nil
}
