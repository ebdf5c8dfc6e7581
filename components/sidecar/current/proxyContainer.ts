import type { CompleteCurrentParams } from "./params";
import type { Container, Handler, Pod } from "./pod";
import { proxyEnvironment } from "./proxyEnvironment";
import {
  envoyMetricsPort,
  healthPort,
  holdsApplication,
  interceptionMode,
  isNative,
  proxyConfigOf,
  proxyContainerName,
  proxyImage,
  proxyUser,
  resources,
  statusPort,
} from "./settings";
import { podVolumeMounts, volumeMounts } from "./volumes";

/** Envoy and its agent. Some fields may be undefined. */
export function proxyContainer(pod: Pod, params: CompleteCurrentParams): Container {
  return {
    name: proxyContainerName,
    image: proxyImage(pod, params),
    ...(params.imagePullPolicy && { imagePullPolicy: params.imagePullPolicy }),
    restartPolicy: isNative(pod, params) ? "Always" : undefined,
    ports: [{ name: "http-envoy-prom", containerPort: envoyMetricsPort, protocol: "TCP" }],
    args: agentArguments(pod, params),
    lifecycle: lifecycle(pod, params),
    env: proxyEnvironment(pod, params),
    startupProbe: startupProbe(pod, params),
    readinessProbe: readinessProbe(pod, params),
    securityContext: securityContext(pod, params),
    resources: resources(pod, params),
    volumeMounts: [...volumeMounts, ...podVolumeMounts(pod)],
  };
}

function agentArguments(pod: Pod, params: CompleteCurrentParams): string[] {
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
function lifecycle(pod: Pod, params: CompleteCurrentParams): Container["lifecycle"] {
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

function startupProbe(pod: Pod, params: CompleteCurrentParams): Handler | undefined {
  const { startupSeconds } = params;
  if (startupSeconds === 0 || !isProbed(pod, params)) return undefined;
  return { ...healthCheck, periodSeconds: 1, timeoutSeconds: 3, failureThreshold: startupSeconds };
}

function readinessProbe(pod: Pod, params: CompleteCurrentParams): Handler | undefined {
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

function securityContext(pod: Pod, params: CompleteCurrentParams): Container["securityContext"] {
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
