import type { ImageDescription } from "../description";

/** CoreDNS with the plugins of a cluster DNS. */
export const coredns: ImageDescription = {
  name: "coredns",
  layers: [
    {
      kind: "files",
      name: "coredns",
      files: [
        {
          kind: "goBinary",
          path: "/coredns",
          directory: "runtime/images/coredns",
          package: ".",
          ldflagsFile: "ldflags.txt",
        },
      ],
    },
  ],
  config: { entrypoint: ["/coredns"], exposedPorts: [53] },
};
