import type { ImageDescription } from "../description";
import { ISTIO_MODULE, ISTIO_TAGS } from "./istio";

/**
 * CoreDNS with the plugins of a cluster DNS. It is built in Istio's module and with its tags, so that the two share
 * compiled packages, such as the Kubernetes client.
 */
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
          directory: ISTIO_MODULE,
          package: "./coredns",
          ldflagsFile: "coredns/ldflags.txt",
          tags: ISTIO_TAGS,
        },
      ],
    },
  ],
  config: { entrypoint: ["/coredns"], exposedPorts: [53] },
};
