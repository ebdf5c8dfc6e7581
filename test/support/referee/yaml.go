package main

import (
	"encoding/json"

	"sigs.k8s.io/yaml"
)

// readYAML converts the first document of a text to JSON.
func readYAML(text []byte) (json.RawMessage, error) {
	return yaml.YAMLToJSON(text)
}
