import type { CompleteCurrentParams } from "../params";
import { envoyMetricsPort, healthPort, proxyUser } from "../proxyConstants";
import { annotation, isSet, json, when } from "./goExpressions";
import { go, templateText, type GoTemplate } from "./goTemplate";

/* Expressions for container fields; each corresponds to the TypeScript rule of the same name. */

export function resourcesOf({ resources: byParams }: CompleteCurrentParams): GoTemplate {
  const amount = (field: string, name: string) =>
    `{{ if ${isSet(name)} }}"${field}": ${json(annotation(name, ""))},{{ end }}`;
  const amounts = (field: string, cpu: string, memory: string) =>
    `{{ if or ${isSet(cpu)} ${isSet(memory)} }}"${field}": { ${amount("cpu", cpu)}${amount("memory", memory)} },{{ end }}`;
  const [cpu, memory, cpuLimit, memoryLimit] = ["CPU", "Memory", "CPULimit", "MemoryLimit"].map(
    (name) => `sidecar.istio.io/proxy${name}`,
  ) as [string, string, string, string];
  return when(
    `or ${[cpu, memory, cpuLimit, memoryLimit].map(isSet).join(" ")}`,
    `{ ${amounts("requests", cpu, memory)}${amounts("limits", cpuLimit, memoryLimit)} }`,
    templateText(byParams),
  );
}

/** A flag with a log level from an annotation or else the parameters. */
function level(flag: string, name: string, byParams: string): GoTemplate {
  return go`${json(`printf "--${flag}=%s" (${annotation(`sidecar.istio.io/${name}`, byParams)})`)},`;
}

export function argumentsOf(params: CompleteCurrentParams): GoTemplate {
  return go`${templateText([
    "proxy",
    "sidecar",
    ...["--domain", `$(POD_NAMESPACE).svc.${params.clusterDomain}`],
    level("proxyLogLevel", "logLevel", params.logLevel),
    level("proxyComponentLogLevel", "componentLogLevel", params.componentLogLevel),
    level("log_output_level", "agentLogLevel", params.agentLogLevel),
    ...(params.logAsJson ? ["--log_as_json"] : []),
  ])}`;
}

export function redirectionOf(params: CompleteCurrentParams): GoTemplate {
  const name = (field: string) => `traffic.sidecar.istio.io/${field}`;
  const traffic = (field: string, byParams: string) => go`${json(annotation(name(field), byParams))},`;
  const optional = (flag: string, field: string, byParams: string) =>
    go`{{ if or ${isSet(name(field))} ${String(byParams !== "")} }}"${flag}",${traffic(field, byParams).text}{{ end }}`;
  const isGiven = (flag: string, annotated: string) =>
    `${isSet(annotated)} }}"${flag}", ${json(annotation(annotated, ""))},`;
  const excluded = `excludeInboundPort ${statusPortOf(params)} (${annotation(name("excludeInboundPorts"), params.excludeInboundPorts)})`;
  return go`${templateText([
    "istio-iptables",
    ...["-p", String(params.mesh.proxyListenPort)],
    ...["-z", String(params.mesh.proxyInboundListenPort)],
    ...["-u", String(proxyUser)],
    ...["-m", go`{{ $mode | toJson }},`],
    ...["-i", traffic("includeOutboundIPRanges", params.includeIPRanges)],
    ...["-x", traffic("excludeOutboundIPRanges", params.excludeIPRanges)],
    ...["-b", traffic("includeInboundPorts", params.includeInboundPorts)],
    ...["-d", go`${json(`printf "${envoyMetricsPort},${healthPort},%s" (${excluded}) | trimSuffix ","`)},`],
    optional("-q", "includeOutboundPorts", params.includeOutboundPorts),
    optional("-o", "excludeOutboundPorts", params.excludeOutboundPorts),
    go`{{ if ${isGiven("-k", "istio.io/reroute-virtual-interfaces")}{{ else if ${isGiven("-k", name("kubevirtInterfaces"))}{{ end }}`,
    go`{{ if ${isGiven("-c", name("excludeInterfaces"))}{{ end }}`,
    level("log_output_level", "agentLogLevel", params.agentLogLevel),
    ...(params.logAsJson ? ["--log_as_json"] : []),
  ])}`;
}

function statusPortOf({ mesh }: CompleteCurrentParams): string {
  return `(${annotation("status.sidecar.istio.io/port", mesh.defaultConfig.statusPort ?? 0)})`;
}

export function lifecycleOf(params: CompleteCurrentParams): GoTemplate {
  const drain = `{"preStop": {"exec": {"command": ["pilot-agent", "request", ${json(
    `printf "--debug-port=%s" ${statusPortOf(params)}`,
  )}, "POST", "drain"]}}}`;
  const wait = '{"postStart": {"exec": {"command": ["pilot-agent", "wait"]}}}';
  return go`{{ if $native }}${drain}{{ else if .ProxyConfig.HoldApplicationUntilProxyStarts.GetValue }}${wait}{{ else }}null{{ end }}`;
}

const healthCheck = `"httpGet": {"path": "/healthz/ready", "port": ${healthPort}}, "timeoutSeconds": 3`;

export function startupProbeOf(params: CompleteCurrentParams): GoTemplate {
  const { startupSeconds } = params;
  if (startupSeconds === 0) return go`null`;
  return when(
    `ne ${statusPortOf(params)} "0"`,
    `{${healthCheck}, "periodSeconds": 1, "failureThreshold": ${startupSeconds}}`,
  );
}

export function readinessProbeOf(params: CompleteCurrentParams): GoTemplate {
  const setting = (field: string, byParams: number) =>
    `"${field}": {{ ${annotation(`readiness.status.sidecar.istio.io/${field}`, byParams)} }}`;
  const settings = [
    setting("initialDelaySeconds", params.readinessInitialDelaySeconds),
    setting("periodSeconds", params.readinessPeriodSeconds),
    setting("failureThreshold", params.readinessFailureThreshold),
  ];
  return when(`ne ${statusPortOf(params)} "0"`, `{${[healthCheck, ...settings].join(", ")}}`);
}

export function securityContextOf({ privileged }: CompleteCurrentParams): GoTemplate {
  const context = (isPrivileged: boolean, isRoot: boolean, capabilities: string) =>
    `{"allowPrivilegeEscalation": ${isPrivileged}, "privileged": ${isPrivileged}, "readOnlyRootFilesystem": true, ` +
    `"runAsGroup": ${proxyUser}, "runAsNonRoot": ${!isRoot}, "runAsUser": ${isRoot ? 0 : proxyUser}, ` +
    `"capabilities": {${capabilities}"drop": ["ALL"]}}`;
  const transparent = '(eq $mode "TPROXY")';
  const bindsLowPorts = `(eq (${annotation("sidecar.istio.io/capNetBindService", "")}) "true")`;
  const added = `"add": [{{ if ${transparent} }}"NET_ADMIN",{{ end }}{{ if ${bindsLowPorts} }}"NET_BIND_SERVICE",{{ end }}], `;
  return go`{{ if eq (index $metadata "IPTABLES_TRACE_LOGGING") "true" }}${context(true, true, '"add": ["NET_ADMIN"], ')}
{{- else if or ${transparent} ${bindsLowPorts} }}${context(privileged, true, added)}
{{- else }}${context(privileged, false, "")}{{ end }}`;
}
