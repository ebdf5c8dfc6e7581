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
  readinessProbe,
  restartPolicy,
  securityContext,
  startupProbe,
} from "../proxyContainer";
import { initImage, interceptionMode, proxyImage, resources } from "../settings";
import { podVolumeMounts, podVolumes } from "../volumes";
import {
  argumentsOf,
  lifecycleOf,
  readinessProbeOf,
  redirectionOf,
  resourcesOf,
  securityContextOf,
  startupProbeOf,
} from "./containerExpressions";
import { annotation, isSet, json, label, when } from "./goExpressions";
import { go, quoted, type GoTemplate } from "./goTemplate";

/*
 * The rules of the injector as Go template expressions that istiod evaluates for each pod. istiod itself
 * handles probes, merged metrics, network and cluster, and the status annotation, so these rules have no
 * expression.
 */

/** Variables of the expressions, declared at the start of the template. */
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

/** Maps each rule to its expression. */
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

/** Labels and annotations that istiod does not set itself. */
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

/** Volumes or mounts that annotations request. */
function volumesBy(name: string, bootstrapField: string, bootstrapValue: string): GoTemplate {
  return go`{{ if ${isSet(bootstrap)} -}}
{"name": "custom-bootstrap-volume", "${bootstrapField}": ${bootstrapValue}},
{{- end }}
{{ range $name, $volume := fromJSON (${annotation(name, "{}")}) }}{{ set $volume "name" (get $volume "name" | default ($name | toString)) | toJson }},{{ end }}`;
}
