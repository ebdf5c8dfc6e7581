import type { ImageDescription } from "../description";

/**
 * A stand-in for `rancher/k3s` where no image registry is reached: k3s's commands over the embedded control plane, with
 * simulated nodes. docs/k3s.md says what it keeps of k3s's contract. The folders that are volumes are rancher/k3s's.
 */
export const k3s: ImageDescription = {
  name: "k3s-stand-in",
  layers: [
    {
      kind: "files",
      name: "k3s-stand-in",
      files: [
        {
          kind: "goBinary",
          path: "/usr/bin/k3s",
          directory: "runtime/kubernetes",
          package: ".",
          ldflagsFile: "ldflags.txt",
        },
      ],
    },
  ],
  config: {
    entrypoint: ["/usr/bin/k3s"],
    cmd: ["agent"],
    exposedPorts: [6443],
    volumes: ["/var/lib/kubelet", "/var/lib/rancher/k3s", "/var/lib/cni", "/var/log"],
  },
};
