import { concat, type Injection } from "./injection";
import type { CompleteCurrentParams } from "./params";
import type { Pod } from "./pod";
import { envoyMetricsPort, healthPort, proxyContainerName, proxyUser } from "./proxyConstants";
import { proxyEnvironment } from "./proxyEnvironment";
import {
  holdsApplication,
  interceptionMode,
  isNative,
  proxyConfigOf,
  proxyImage,
  resources,
  statusPort,
} from "./settings";
import { podVolumeMounts, volumeMounts } from "./volumes";

/** Envoy and its agent. */
export function proxyContainer(injection: Injection) {
  const { derive, params } = injection;
  return {
    name: proxyContainerName,
    image: derive(proxyImage),
    ...(params.imagePullPolicy && { imagePullPolicy: params.imagePullPolicy }),
    restartPolicy: derive(restartPolicy),
    ports: [{ name: "http-envoy-prom", containerPort: envoyMetricsPort, protocol: "TCP" }],
    args: derive(agentArguments),
    lifecycle: derive(lifecycle),
    env: proxyEnvironment(injection),
    startupProbe: derive(startupProbe),
    readinessProbe: derive(readinessProbe),
    securityContext: derive(securityContext),
    resources: derive(resources),
    volumeMounts: concat(injection, volumeMounts, derive(podVolumeMounts)),
  };
}

export function restartPolicy(pod: Pod, params: CompleteCurrentParams): string | undefined {
  return isNative(pod, params) ? "Always" : undefined;
}

export function agentArguments(pod: Pod, params: CompleteCurrentParams): string[] {
  const level = (name: string, byParams: string) => pod.annotation(`sidecar.istio.io/${name}`) ?? byParams;
  return [
    "proxy",
    "sidecar",
    ...["--domain", `$(POD_NAMESPACE).svc.${params.clusterDomain}`],
    `--proxyLogLevel=${level("logLevel", params.logLevel)}`,
    `--proxyComponentLogLevel=${level("componentLogLevel", params.componentLogLevel)}`,
    `--log_output_level=${level("agentLogLevel", params.agentLogLevel)}`,
    ...(params.logAsJson ? ["--log_as_json"] : []),
  ];
}

/**
 * A proxy that starts first blocks the other containers until it is ready. A native sidecar stops last, so it
 * must start draining when the pod stops.
 */
export function lifecycle(pod: Pod, params: CompleteCurrentParams): object | undefined {
  if (isNative(pod, params)) {
    const command = ["pilot-agent", "request", `--debug-port=${statusPort(pod, params)}`, "POST", "drain"];
    return { preStop: { exec: { command } } };
  }
  return holdsApplication(pod, params)
    ? { postStart: { exec: { command: ["pilot-agent", "wait"] } } }
    : undefined;
}

function isProbed(pod: Pod, params: CompleteCurrentParams): boolean {
  return statusPort(pod, params) !== "0";
}

const healthCheck = { httpGet: { path: "/healthz/ready", port: healthPort } };

export function startupProbe(pod: Pod, params: CompleteCurrentParams): object | undefined {
  const { startupSeconds } = params;
  if (startupSeconds === 0 || !isProbed(pod, params)) return undefined;
  return { ...healthCheck, periodSeconds: 1, timeoutSeconds: 3, failureThreshold: startupSeconds };
}

export function readinessProbe(pod: Pod, params: CompleteCurrentParams): object | undefined {
  if (!isProbed(pod, params)) return undefined;
  const setting = (name: string, byParams: number) =>
    Number(pod.annotation(`readiness.status.sidecar.istio.io/${name}`) ?? byParams);
  const delay = setting("initialDelaySeconds", params.readinessInitialDelaySeconds);
  return {
    ...healthCheck,
    ...(delay > 0 && { initialDelaySeconds: delay }),
    periodSeconds: setting("periodSeconds", params.readinessPeriodSeconds),
    timeoutSeconds: 3,
    failureThreshold: setting("failureThreshold", params.readinessFailureThreshold),
  };
}

export function securityContext(pod: Pod, params: CompleteCurrentParams): object {
  const { privileged } = params;
  const transparent = interceptionMode(pod, params) === "TPROXY";
  const bindsLowPorts = pod.annotation("sidecar.istio.io/capNetBindService") === "true";
  if (proxyConfigOf(pod, params).proxyMetadata?.IPTABLES_TRACE_LOGGING === "true") {
    return {
      allowPrivilegeEscalation: true,
      capabilities: { add: ["NET_ADMIN"], drop: ["ALL"] },
      privileged: true,
      readOnlyRootFilesystem: true,
      runAsGroup: proxyUser,
      runAsNonRoot: false,
      runAsUser: 0,
    };
  }
  const added = [...(transparent ? ["NET_ADMIN"] : []), ...(bindsLowPorts ? ["NET_BIND_SERVICE"] : [])];
  const asRoot = added.length > 0;
  return {
    allowPrivilegeEscalation: privileged,
    capabilities: { ...(asRoot && { add: added }), drop: ["ALL"] },
    privileged,
    readOnlyRootFilesystem: true,
    runAsGroup: proxyUser,
    runAsNonRoot: !asRoot,
    runAsUser: asRoot ? 0 : proxyUser,
  };
}
