package components

import (
	"strings"
	"text/template"

	"meshstack/kubernetes/internal/config"
	"meshstack/kubernetes/internal/layout"
)

func containerdArgs(c *config.Config) []string {
	return []string{"--config", layout.Of(c).ContainerdConfig()}
}

// containerdTemplate is valid for containerd 1.6 to 2.x.
var containerdTemplate = template.Must(template.New("containerd").Parse(`version = 2
root = {{printf "%q" .Root}}
state = {{printf "%q" .State}}
# Not needed here; the last one would make a directory outside its own.
disabled_plugins = [
  "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs",
  "io.containerd.tracing.processor.v1.otlp",
  "io.containerd.internal.v1.tracing",
  "io.containerd.internal.v1.opt",
]

[grpc]
  address = {{printf "%q" .Socket}}

# Its default is the socket's path with an end, which may be too long for a socket.
[ttrpc]
  address = {{printf "%q" .TTRPC}}

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = {{printf "%q" .SandboxImage}}
  # Scores may be raised, but not lowered, without CAP_SYS_RESOURCE.
  restrict_oom_score_adj = true
  disable_apparmor = true
  disable_cgroup = {{.DisableCgroup}}
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = {{printf "%q" .CNIBinaries}}
    conf_dir = {{printf "%q" .CNIConfig}}
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
`))

// ContainerdConfig is containerd's configuration file.
func ContainerdConfig(c *config.Config, inside Inside) ([]byte, error) {
	var out strings.Builder
	err := containerdTemplate.Execute(&out, map[string]any{
		"Root":          layout.ContainerdRoot,
		"State":         layout.ContainerdState,
		"Socket":        layout.Of(c).ContainerdSocket(),
		"TTRPC":         layout.ContainerdState + "/ttrpc.sock",
		"SandboxImage":  c.Node.SandboxImage,
		"CNIBinaries":   inside.CNI,
		"CNIConfig":     layout.CNIConfig,
		"DisableCgroup": inside.Cgroup == "",
	})
	return []byte(out.String()), err
}
