import type { CompleteCurrentParams } from "./params";
import type { Container, Pod } from "./pod";
import { proxyMetadata } from "./proxyEnvironment";
import {
  envoyMetricsPort,
  healthPort,
  initContainerName,
  initImage,
  interceptionMode,
  proxyContainerName,
  proxyUser,
  resources,
  statusPort,
} from "./settings";

/**
 * The init container in which pilot-agent writes iptables rules into the network of the pod. Some fields may be
 * undefined.
 */
export function initContainer(pod: Pod, params: CompleteCurrentParams): Container {
  const { privileged } = params;
  const env = proxyMetadata(pod, params);
  return {
    name: initContainerName,
    image: initImage(pod, params),
    ...(params.imagePullPolicy && { imagePullPolicy: params.imagePullPolicy }),
    args: redirection(pod, params),
    env: env.length === 0 ? undefined : env,
    resources: resources(pod, params),
    securityContext: {
      allowPrivilegeEscalation: privileged,
      privileged,
      capabilities: { add: ["NET_ADMIN", "NET_RAW"], drop: ["ALL"] },
      readOnlyRootFilesystem: false,
      runAsGroup: 0,
      runAsNonRoot: false,
      runAsUser: 0,
    },
  };
}

/** Command line of the redirection. */
function redirection(pod: Pod, params: CompleteCurrentParams): string[] {
  const traffic = (name: string, byParams: string) =>
    pod.annotation(`traffic.sidecar.istio.io/${name}`) ?? byParams;
  const flag = (name: string, value: string | undefined) => (value === undefined ? [] : [name, value]);
  return [
    "istio-iptables",
    ...["-p", String(params.mesh.proxyListenPort)],
    ...["-z", String(params.mesh.proxyInboundListenPort)],
    ...["-u", String(redirectedUser(pod))],
    ...["-m", interceptionMode(pod, params)],
    ...["-i", traffic("includeOutboundIPRanges", params.includeIPRanges)],
    ...["-x", traffic("excludeOutboundIPRanges", params.excludeIPRanges)],
    ...["-b", traffic("includeInboundPorts", params.includeInboundPorts)],
    ...["-d", excludedInboundPorts(pod, params)],
    ...optionalPorts("-q", pod, "includeOutboundPorts", params.includeOutboundPorts),
    ...optionalPorts("-o", pod, "excludeOutboundPorts", params.excludeOutboundPorts),
    ...flag("-k", virtualInterfaces(pod)),
    ...flag("-c", pod.annotation("traffic.sidecar.istio.io/excludeInterfaces")),
    `--log_output_level=${pod.annotation("sidecar.istio.io/agentLogLevel") ?? params.agentLogLevel}`,
    ...(params.logAsJson ? ["--log_as_json"] : []),
  ];
}

/** User whose traffic is not redirected. User 0 cannot be exempted. */
function redirectedUser(pod: Pod): number {
  const own = pod.container(proxyContainerName)?.securityContext?.runAsUser;
  return own === undefined || own === 0 ? proxyUser : own;
}

function optionalPorts(flag: string, pod: Pod, name: string, byParams: string): string[] {
  const own = pod.annotation(`traffic.sidecar.istio.io/${name}`);
  return own === undefined && byParams === "" ? [] : [flag, own ?? byParams];
}

function virtualInterfaces(pod: Pod): string | undefined {
  return (
    pod.annotation("istio.io/reroute-virtual-interfaces") ??
    pod.annotation("traffic.sidecar.istio.io/kubevirtInterfaces")
  );
}

/** Joins the ports of proxy and agent with the ports that the pod or the parameters exclude. */
function excludedInboundPorts(pod: Pod, params: CompleteCurrentParams): string {
  const excluded =
    pod.annotation("traffic.sidecar.istio.io/excludeInboundPorts") ?? params.excludeInboundPorts;
  const agent = statusPort(pod, params).trim();
  const ports = excluded.split(",");
  const others =
    agent === "" || agent === "0" || ports.includes(agent)
      ? excluded
      : [...ports.map((port) => port.trim()).filter((port) => port !== ""), agent].join(",");
  return [String(envoyMetricsPort), String(healthPort), ...(others === "" ? [] : [others])].join(",");
}
