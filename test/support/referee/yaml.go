package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	goyaml "sigs.k8s.io/yaml/goyaml.v2"

	"sigs.k8s.io/yaml"
)

// readYAML converts the first document of a text to JSON.
func readYAML(text []byte) (json.RawMessage, error) {
	return yaml.YAMLToJSON(text)
}

// hasRest reports whether text follows the first document, which sigs.k8s.io/yaml ignores.
func hasRest(text []byte) bool {
	decoder := goyaml.NewDecoder(bytes.NewReader(text))
	var value any
	if decoder.Decode(&value) != nil {
		return false
	}
	return !errors.Is(decoder.Decode(&value), io.EOF)
}
