import type { ImageDescription } from "../description";

/** A cluster's DNS: CoreDNS with the plugins that one needs. */
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
