import { readManifest } from "../../../lib/manifests/readManifests";
import { foundExpected } from "../../../lib/problemText";
import { proxyConfigProblems } from "../../mesh/current/proxyConfig";
import * as checks from "../checks";
import type { Check } from "../checks";
import { isMapping, withoutNulls } from "../../../lib/mapping";
import type { Pod } from "./pod";

/** Pod annotations that Istio's injector reads, with their checks. */
const allowed: Readonly<Record<string, Check>> = {
  "inject.istio.io/templates": checks.oneOf("sidecar"),
  "istio.io/reroute-virtual-interfaces": checks.interfaces,
  "prometheus.istio.io/merge-metrics": checks.flagText,
  "proxy.istio.io/config": proxyConfig,
  "readiness.status.sidecar.istio.io/failureThreshold": checks.wholeText,
  "readiness.status.sidecar.istio.io/initialDelaySeconds": checks.wholeText,
  "readiness.status.sidecar.istio.io/periodSeconds": checks.wholeText,
  "sidecar.istio.io/agentLogLevel": checks.logLevels,
  "sidecar.istio.io/bootstrapOverride": checks.objectName,
  "sidecar.istio.io/componentLogLevel": checks.logLevels,
  "sidecar.istio.io/interceptionMode": checks.oneOf("REDIRECT", "TPROXY", "NONE"),
  "sidecar.istio.io/logLevel": checks.logLevels,
  "sidecar.istio.io/proxyCPU": checks.quantity,
  "sidecar.istio.io/proxyCPULimit": checks.quantity,
  "sidecar.istio.io/proxyMemory": checks.quantity,
  "sidecar.istio.io/proxyMemoryLimit": checks.quantity,
  "sidecar.istio.io/userVolume": namedMappings,
  "sidecar.istio.io/userVolumeMount": namedMappings,
  "status.sidecar.istio.io/port": checks.portText,
  "traffic.sidecar.istio.io/excludeInboundPorts": checks.ports,
  "traffic.sidecar.istio.io/excludeInterfaces": checks.interfaces,
  "traffic.sidecar.istio.io/excludeOutboundIPRanges": checks.ranges,
  "traffic.sidecar.istio.io/excludeOutboundPorts": checks.ports,
  "traffic.sidecar.istio.io/includeInboundPorts": checks.portsOrAll,
  "traffic.sidecar.istio.io/includeOutboundIPRanges": checks.rangesOrAll,
  "traffic.sidecar.istio.io/kubevirtInterfaces": checks.interfaces,
};

/** Returns one line per invalid annotation of a pod, starting with its path. */
export function annotationProblems(pod: Pod): string[] {
  return Object.entries(allowed).flatMap(([name, check]) => {
    const value = pod.annotation(name);
    const expected = value === undefined ? undefined : check(value);
    if (expected === undefined) return [];
    const hint = check === proxyConfig ? proxyConfigProblem(value!) : undefined;
    return [`${pod.path("metadata.annotations")}["${name}"]: ${foundExpected(value, expected, hint)}`];
  });
}

/**
 * Parses an annotation with a JSON mapping of names to mappings, or a list of mappings. Istio's template names the item of
 * a list by its index, and a `name` in the mapping replaces that.
 */
export function namedMappingsOf(pod: Pod, annotation: string): [name: string, value: object][] {
  const value = pod.annotation(annotation);
  return value === undefined ? [] : Object.entries(JSON.parse(value) as Record<string, object>);
}

function namedMappings(value: unknown): string | undefined {
  const expected = "JSON with a mapping of names to mappings, or a list of mappings";
  try {
    const found: unknown = JSON.parse(value as string);
    const several = isMapping(found) || Array.isArray(found);
    return several && Object.values(found).every(isMapping) ? undefined : expected;
  } catch {
    return expected;
  }
}

function proxyConfig(value: unknown): string | undefined {
  return proxyConfigProblem(value as string) === undefined ? undefined : "the YAML of a ProxyConfig";
}

function proxyConfigProblem(text: string): string | undefined {
  try {
    const problems = proxyConfigProblems(parseProxyConfig(text));
    return problems.length === 0 ? undefined : problems.join(" ");
  } catch (error) {
    return (error as Error).message;
  }
}

/** Parses an annotation `proxy.istio.io/config` without checking it. Keys without a value are omitted. */
export function parseProxyConfig(text: string): unknown {
  return withoutNulls(readManifest(text, "YAML") ?? {});
}
