package e2e

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// Names of the images of the tests.
const (
	sandboxImage = "meshstack.local/test-sandbox:1"
	appImage     = "meshstack.local/test-app:1"
)

// buildImages builds the tests' images from one static program, as OCI archives.
func buildImages(t *testing.T) (files []string) {
	t.Helper()
	dir := t.TempDir()
	program := filepath.Join(dir, "app")
	build := exec.Command("go", "build", "-trimpath", "-o", program, "./testdata/app")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	text, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	for name, command := range map[string]string{sandboxImage: "hold", appImage: "serve"} {
		file := filepath.Join(dir, command+".tar")
		if err := os.WriteFile(file, imageArchive(name, text, command), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// archive is a tar archive in memory.
type archive struct {
	out bytes.Buffer
	tar *tar.Writer
}

func newArchive() *archive {
	a := &archive{}
	a.tar = tar.NewWriter(&a.out)
	return a
}

func (a *archive) add(name string, mode int64, text []byte) {
	must(a.tar.WriteHeader(&tar.Header{Name: name, Mode: mode, Size: int64(len(text))}))
	_, err := a.tar.Write(text)
	must(err)
}

func (a *archive) bytes() []byte {
	must(a.tar.Close())
	return a.out.Bytes()
}

// must panics: writing to memory cannot fail.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// imageArchive is an image of one program with one argument.
func imageArchive(name string, program []byte, argument string) []byte {
	const oci = "application/vnd.oci.image."
	type object = map[string]any
	out := newArchive()
	blob := func(mediaType string, text []byte) object {
		sum := sha256.Sum256(text)
		digest := hex.EncodeToString(sum[:])
		out.add("blobs/sha256/"+digest, 0o644, text)
		return object{"mediaType": oci + mediaType, "digest": "sha256:" + digest, "size": len(text)}
	}
	marshal := func(v any) []byte {
		text, err := json.Marshal(v)
		must(err)
		return text
	}
	content := newArchive()
	content.add("app", 0o755, program)
	layer := blob("layer.v1.tar", content.bytes())
	config := blob("config.v1+json", marshal(object{
		"architecture": runtime.GOARCH,
		"os":           "linux",
		"config":       object{"Entrypoint": []string{"/app"}, "Cmd": []string{argument}},
		"rootfs":       object{"type": "layers", "diff_ids": []any{layer["digest"]}},
	}))
	manifest := blob("manifest.v1+json", marshal(object{
		"schemaVersion": 2, "mediaType": oci + "manifest.v1+json", "config": config, "layers": []any{layer},
	}))
	manifest["annotations"] = object{"io.containerd.image.name": name}
	out.add("index.json", 0o644, marshal(object{"schemaVersion": 2, "manifests": []any{manifest}}))
	out.add("oci-layout", 0o644, []byte(`{"imageLayoutVersion":"1.0.0"}`))
	return out.bytes()
}
