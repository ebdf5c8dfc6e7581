import type { CompleteInjectionParams } from "./params";

/** The init containers: the redirection of the pod's traffic to the proxy and, if asked for, core dumps. */
export function initContainers(params: CompleteInjectionParams) {
  return [redirection(params), ...(params.coreDump ? [coreDumps(params)] : [])];
}

function redirection(params: CompleteInjectionParams) {
  return {
    name: "istio-init",
    image: `${params.hub}/proxy_init:${params.tag}`,
    imagePullPolicy: params.imagePullPolicy,
    args: [
      ...["-p", String(params.mesh.proxyListenPort)],
      ...["-u", String(params.sidecarProxyUID)],
      ...(params.includeIPRanges === "" ? [] : ["-i", params.includeIPRanges]),
    ],
    // NET_ADMIN alone is not enough under SELinux.
    securityContext: { capabilities: { add: ["NET_ADMIN"] }, privileged: true },
  };
}

function coreDumps(params: CompleteInjectionParams) {
  const pattern = `${params.mesh.defaultConfig.configPath}/core.%e.%p.%t`;
  return {
    name: "enable-core-dump",
    image: "alpine",
    imagePullPolicy: params.imagePullPolicy,
    command: ["/bin/sh"],
    args: ["-c", `sysctl -w kernel.core_pattern=${pattern} && ulimit -c unlimited`],
    securityContext: { privileged: true },
  };
}
