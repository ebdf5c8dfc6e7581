import {
  applicationNames,
  bootstrapVariable,
  networkVariable,
  ownerVariable,
  podPortsText,
  probersVariable,
  prometheusVariable,
  proxyConfigText,
  proxyMetadata,
  workloadVariable,
} from "../proxyVariables";
import { environment, redirection } from "../initContainer";
import type { CompleteCurrentParams } from "../params";
import {
  agentArguments,
  lifecycle,
  proxyUser,
  readinessProbe,
  restartPolicy,
  securityContext,
  startupProbe,
} from "../proxyContainer";
import { initImage, interceptionMode, proxyImage, resources } from "../settings";
import { podVolumeMounts, podVolumes } from "../volumes";
import { go, quoted, templateText, type GoTemplate } from "./goTemplate";

/*
 * The rules once more, for istiod: each as an expression that istiod evaluates for a pod, with the functions that it
 * gives to injection templates. What istiod does itself after it has applied a template (probes, merged metrics,
 * network and cluster of the pods, the status annotation) has no expression.
 */

/** Variables that the expressions use; they stand at the template's beginning. */
export const prelude = [
  '{{- $mode := annotation .ObjectMeta "sidecar.istio.io/interceptionMode" .ProxyConfig.InterceptionMode }}',
  "{{- $metadata := .ProxyConfig.ProxyMetadata }}",
  '{{- $nativeWord := annotation .ObjectMeta "sidecar.istio.io/nativeSidecar" "" }}',
  '{{- $native := ne (ternary (printf "%t" .NativeSidecars) $nativeWord (eq $nativeWord "")) "false" }}',
  '{{- $image := annotation .ObjectMeta "sidecar.istio.io/proxyImage" "" }}',
  "{{- $applications := list }}{{ $ports := list }}",
  "{{- range .Spec.Containers }}",
  '{{- if ne .Name "istio-proxy" }}{{ $applications = append $applications .Name }}{{ end }}',
  "{{- range .Ports }}{{ $ports = append $ports . }}{{ end }}",
  "{{- end }}",
].join("\n");

const json = (expression: string) => `{{ ${expression} | toJson }}`;
const annotation = (name: string, byDefault: string | number) =>
  `annotation .ObjectMeta ${quoted(name)} ${quoted(String(byDefault))}`;
const isSet = (name: string) => `(isset .ObjectMeta.Annotations ${quoted(name)})`;
const label = (name: string) => `(index .ObjectMeta.Labels ${quoted(name)})`;
const when = (condition: string, text: string, otherwise = "null") =>
  go`{{ if ${condition} }}${text}{{ else }}${otherwise}{{ end }}`;

/** The expressions of all rules, by the rules. */
export function expressions(params: CompleteCurrentParams): ReadonlyMap<unknown, GoTemplate> {
  const image = (ofRelease: string) =>
    go`${json(`ternary $image ${params.image === undefined ? ofRelease : quoted(params.image)} (contains "/" $image)`)}`;
  const nothing = go``;
  return new Map<unknown, GoTemplate>([
    [proxyImage, image(".ProxyImage")],
    [initImage, image(".ProxyInitImage")],
    [interceptionMode, go`{{ $mode | toJson }}`],
    [resources, resourcesOf(params)],
    [redirection, redirectionOf(params)],
    [environment, when("$metadata", `[${metadataVariables}]`)],
    [restartPolicy, when("$native", '"Always"')],
    [agentArguments, argumentsOf(params)],
    [lifecycle, lifecycleOf(params)],
    [startupProbe, startupProbeOf(params)],
    [readinessProbe, readinessProbeOf(params)],
    [securityContext, securityContextOf(params)],
    [
      podVolumeMounts,
      volumesBy("sidecar.istio.io/userVolumeMount", "mountPath", '"/etc/istio/custom-bootstrap"'),
    ],
    [
      podVolumes,
      volumesBy("sidecar.istio.io/userVolume", "configMap", `{"name": ${json(annotation(bootstrap, ""))}}`),
    ],
    [proxyConfigText, go`${json("protoToJSON .ProxyConfig")}`],
    [podPortsText, go`${json("structToJSON $ports")}`],
    [applicationNames, go`${json('$applications | join ","')}`],
    [networkVariable, nothing],
    [workloadVariable, workload],
    [ownerVariable, owner],
    [bootstrapVariable, bootstrapPath],
    [proxyMetadata, go`${metadataVariables}`],
    [prometheusVariable, nothing],
    [probersVariable, nothing],
  ]);
}

/** The pods' labels and annotations that istiod does not set itself. */
export function metadataExpression({ revision }: CompleteCurrentParams): GoTemplate {
  const labels = [
    ["security.istio.io/tlsMode", [label("security.istio.io/tlsMode"), '"istio"']],
    [
      "service.istio.io/canonical-name",
      [
        ...["service.istio.io/canonical-name", "app.kubernetes.io/name", "app"].map(label),
        '.DeploymentMeta.Name | trunc 63 | trimAll "-_."',
      ],
    ],
    [
      "service.istio.io/canonical-revision",
      [
        ...["service.istio.io/canonical-revision", "app.kubernetes.io/version", "version"].map(label),
        '"latest"',
      ],
    ],
  ] as const;
  const containers = [
    "kubectl.kubernetes.io/default-container",
    "kubectl.kubernetes.io/default-logs-container",
  ];
  return go`{"labels": {
${labels.map(([name, [first, ...others]]) => `"${name}": ${json(`${first}${others.map((other) => ` | default ${other}`).join("")}`)},`).join("\n")}
{{- if eq (index $metadata "ISTIO_META_ENABLE_HBONE") "true" }}
"networking.istio.io/tunnel": ${json(`${label("networking.istio.io/tunnel")} | default "http"`)},
{{- end }}
},
"annotations": {
"istio.io/rev": ${quoted(revision === "" ? "default" : revision)},
{{- with first $applications }}
${containers.map((name) => `"${name}": {{ annotation $.ObjectMeta "${name}" . | toJson }},`).join("\n")}
{{- end }}
}}`;
}

const metadataVariables =
  '{{ range $name, $value := $metadata }}{"name": {{ $name | toJson }}, "value": {{ $value | toJson }}},{{ end }}';

const workload = go`{{ with ${label("service.istio.io/workload-name")} | default .DeploymentMeta.Name -}}
{"name": "ISTIO_META_WORKLOAD_NAME", "value": {{ . | toJson }}},
{{- end }}`;

const owner = go`{{ if .DeploymentMeta.Name -}}
{"name": "ISTIO_META_OWNER", "value": ${json(
  'printf "kubernetes://apis/%s/namespaces/%s/%ss/%s" .TypeMeta.APIVersion (.DeploymentMeta.Namespace | default "default") (lower .TypeMeta.Kind) .DeploymentMeta.Name',
)}},
{{- end }}`;

const bootstrap = "sidecar.istio.io/bootstrapOverride";
const bootstrapPath = go`{{ if ${isSet(bootstrap)} -}}
{"name": "ISTIO_BOOTSTRAP_OVERRIDE", "value": "/etc/istio/custom-bootstrap/custom_bootstrap.json"},
{{- end }}`;

/** The volumes, or their mounts, that annotations ask for. */
function volumesBy(name: string, bootstrapField: string, bootstrapValue: string): GoTemplate {
  return go`{{ if ${isSet(bootstrap)} -}}
{"name": "custom-bootstrap-volume", "${bootstrapField}": ${bootstrapValue}},
{{- end }}
{{ range $name, $volume := fromJSON (${annotation(name, "{}")}) }}{{ set $volume "name" $name | toJson }},{{ end }}`;
}

function resourcesOf({ resources: byParams }: CompleteCurrentParams): GoTemplate {
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

/** The level that an annotation says, or else the parameters, as a flag. */
function level(flag: string, name: string, byParams: string): GoTemplate {
  return go`${json(`printf "--${flag}=%s" (${annotation(`sidecar.istio.io/${name}`, byParams)})`)},`;
}

function argumentsOf(params: CompleteCurrentParams): GoTemplate {
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

function redirectionOf(params: CompleteCurrentParams): GoTemplate {
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
    ...["-d", go`${json(`printf "15090,15021,%s" (${excluded}) | trimSuffix ","`)},`],
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

function lifecycleOf(params: CompleteCurrentParams): GoTemplate {
  const drain = `{"preStop": {"exec": {"command": ["pilot-agent", "request", ${json(
    `printf "--debug-port=%s" ${statusPortOf(params)}`,
  )}, "POST", "drain"]}}}`;
  const wait = '{"postStart": {"exec": {"command": ["pilot-agent", "wait"]}}}';
  return go`{{ if $native }}${drain}{{ else if .ProxyConfig.HoldApplicationUntilProxyStarts.GetValue }}${wait}{{ else }}null{{ end }}`;
}

const healthCheck = '"httpGet": {"path": "/healthz/ready", "port": 15021}, "timeoutSeconds": 3';

function startupProbeOf(params: CompleteCurrentParams): GoTemplate {
  const { startupSeconds } = params;
  if (startupSeconds === 0) return go`null`;
  return when(
    `ne ${statusPortOf(params)} "0"`,
    `{${healthCheck}, "periodSeconds": 1, "failureThreshold": ${startupSeconds}}`,
  );
}

function readinessProbeOf(params: CompleteCurrentParams): GoTemplate {
  const setting = (field: string, byParams: number) =>
    `"${field}": {{ ${annotation(`readiness.status.sidecar.istio.io/${field}`, byParams)} }}`;
  const settings = [
    setting("initialDelaySeconds", params.readinessInitialDelaySeconds),
    setting("periodSeconds", params.readinessPeriodSeconds),
    setting("failureThreshold", params.readinessFailureThreshold),
  ];
  return when(`ne ${statusPortOf(params)} "0"`, `{${[healthCheck, ...settings].join(", ")}}`);
}

function securityContextOf({ privileged }: CompleteCurrentParams): GoTemplate {
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
