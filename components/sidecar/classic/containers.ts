import { normalizeDuration } from "../../../lib/duration";
import type { CompleteInjectionParams } from "./params";

const certificatesPath = "/etc/certs/";
const configVolume = "istio-envoy";
const certificatesVolume = "istio-certs";

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

/** Name of the Secret in which Istio's CA stores the key of a service account. */
export function certificateSecretName(serviceAccount: string | undefined): string {
  return `istio.${serviceAccount === undefined || serviceAccount === "" ? "default" : serviceAccount}`;
}

/**
 * Envoy and its agent.
 * @param serviceCluster Envoy's `--service-cluster`
 */
export function proxyContainer(params: CompleteInjectionParams, serviceCluster: string) {
  const proxy = params.mesh.defaultConfig;
  return {
    name: "istio-proxy",
    image: `${params.hub}/${params.debug ? "proxy_debug" : "proxy"}:${params.tag}`,
    imagePullPolicy: params.imagePullPolicy,
    args: [
      "proxy",
      "sidecar",
      ...(params.verbosity > 0 ? ["-v", String(params.verbosity)] : []),
      ...["--configPath", proxy.configPath],
      ...["--binaryPath", proxy.binaryPath],
      ...["--serviceCluster", serviceCluster],
      ...["--drainDuration", normalizeDuration(proxy.drainDuration)],
      ...["--parentShutdownDuration", normalizeDuration(proxy.parentShutdownDuration)],
      ...["--discoveryAddress", proxy.discoveryAddress],
      ...["--discoveryRefreshDelay", normalizeDuration(proxy.discoveryRefreshDelay)],
      ...["--zipkinAddress", proxy.zipkinAddress],
      ...["--connectTimeout", normalizeDuration(proxy.connectTimeout)],
      ...["--statsdUdpAddress", proxy.statsdUdpAddress],
      ...["--proxyAdminPort", String(proxy.proxyAdminPort)],
      ...["--controlPlaneAuthPolicy", proxy.controlPlaneAuthPolicy],
    ],
    env: [
      { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
      { name: "POD_NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
      { name: "INSTANCE_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
    ],
    securityContext: {
      runAsUser: params.sidecarProxyUID,
      readOnlyRootFilesystem: !params.debug,
      privileged: params.debug,
    },
    volumeMounts: [
      { name: configVolume, mountPath: proxy.configPath },
      { name: certificatesVolume, mountPath: certificatesPath, readOnly: true },
    ],
  };
}

/**
 * Volumes for the generated Envoy configuration (in memory) and for the certificates. The certificates are
 * optional, because the pod may start before the CA creates them.
 * @param secretName as returned by {@link certificateSecretName}
 */
export function proxyVolumes(secretName: string) {
  return [
    { name: configVolume, emptyDir: { medium: "Memory", sizeLimit: "0" } },
    { name: certificatesVolume, secret: { secretName, optional: true } },
  ];
}
