// Command referee reads YAML and kubeconfigs with Kubernetes' own libraries, for comparison in tests. It reads one JSON
// request per line and prints one JSON answer per line.
package main

import (
	"bufio"
	"encoding/json"
	"os"
)

type request struct {
	// YAML is a document to read.
	YAML *string `json:"yaml"`
	// Kubeconfig lists the files of a $KUBECONFIG.
	Kubeconfig []string `json:"kubeconfig"`
	// Context overrides the current context.
	Context string `json:"context"`
}

type answer struct {
	Value json.RawMessage `json:"value,omitempty"`
	Error string          `json:"error,omitempty"`
	// Rest is true if text after the first document is ignored.
	Rest bool `json:"rest,omitempty"`
}

func main() {
	input := bufio.NewReaderSize(os.Stdin, 1<<20)
	output := json.NewEncoder(os.Stdout)
	output.SetEscapeHTML(false)
	for {
		line, err := input.ReadBytes('\n')
		if err != nil {
			return
		}
		if err := output.Encode(reply(line)); err != nil {
			panic(err)
		}
	}
}

func reply(line []byte) answer {
	var asked request
	if err := json.Unmarshal(line, &asked); err != nil {
		return answer{Error: err.Error()}
	}
	read := func() (json.RawMessage, error) { return readKubeconfig(asked.Kubeconfig, asked.Context) }
	if asked.YAML != nil {
		read = func() (json.RawMessage, error) { return readYAML([]byte(*asked.YAML)) }
	}
	value, err := read()
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Value: value, Rest: asked.YAML != nil && hasRest([]byte(*asked.YAML))}
}
