import type { CompleteInjectionParams } from "./params";

/**
 * The init container that redirects the pod's traffic to the proxy and, if enabled, the one that enables core
 * dumps.
 */
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
    // SELinux requires privileged mode in addition to NET_ADMIN.
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
