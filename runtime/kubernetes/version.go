package main

import (
	"encoding/json"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"k8s.io/component-base/version"
)

// versions is the output of `version`.
type versions struct {
	Kubernetes string `json:"kubernetes"`
	Etcd       string `json:"etcd"`
	KWOK       string `json:"kwok"`
	Go         string `json:"go"`
}

// printVersion writes the built-in versions as one line of JSON.
func printVersion(w io.Writer) error {
	v := versions{Kubernetes: version.Get().GitVersion, Go: runtime.Version()}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			switch {
			case strings.HasPrefix(m.Path, "go.etcd.io/etcd/server/"):
				v.Etcd = m.Version
			case m.Path == "sigs.k8s.io/kwok":
				v.KWOK = m.Version
			}
		}
	}
	return json.NewEncoder(w).Encode(v)
}
