import type { ImageDescription } from "../description";

/** The process that holds a pod's namespaces open. */
export const pause: ImageDescription = {
  name: "pause",
  layers: [
    {
      kind: "files",
      name: "pause",
      files: [
        {
          kind: "goBinary",
          path: "/pause",
          directory: "runtime/images/pause",
          package: ".",
          ldflagsFile: "ldflags.txt",
        },
      ],
    },
  ],
  config: { entrypoint: ["/pause"], user: "65535:65535" },
};
