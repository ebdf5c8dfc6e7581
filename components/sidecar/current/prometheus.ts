import { InjectionError } from "../errors";
import * as checks from "../checks";
import { overrideOf } from "./overrides";
import type { CompleteCurrentParams } from "./params";
import type { Pod } from "./pod";
import { agentPort, proxyConfigOf, proxyContainerName } from "./settings";

/*
 * Prometheus does not support the mesh's mutual TLS. So the agent merges the metrics of application and proxy, and serves
 * them on its own port.
 */

/** Ports of the data plane, which have no application metrics. */
const reservedPorts = [15000, 15001, 15004, 15006, 15008, 15020, 15021, 15053, 15090];

/**
 * Annotations by which Prometheus discovers metrics. Its relabeling replaces all characters except letters,
 * digits and `_`.
 */
const scrapeAnnotations = {
  scrape: "prometheus_io_scrape",
  port: "prometheus_io_port",
  path: "prometheus_io_path",
  targets: "prometheus_istio_io_scrape_targets",
};

const securePortAnnotation = "prometheus_istio_io_secure_port";

/** The proxy's environment variable with the agent's TLS port. */
const securePortVariable = "ENVOY_SECURE_MERGED_METRICS_PORT";

const sanitized = (name: string) => name.replace(/[^A-Za-z0-9_]/g, "_");

/** Finds the annotation whose sanitized name is `name`. */
const annotationNameLike = (pod: Pod, name: string): string | undefined =>
  pod.annotationNames.find((own) => sanitized(own) === name);

/** Its value. */
function annotationLike(pod: Pod, name: string): string | undefined {
  const found = annotationNameLike(pod, name);
  return found === undefined ? undefined : pod.annotation(found);
}

/** True if the agent serves the application's metrics. False if the pod already points Prometheus to the agent. */
export function mergesMetrics(pod: Pod, params: CompleteCurrentParams): boolean {
  const scrape = checks.parseBool(annotationLike(pod, scrapeAnnotations.scrape) ?? "");
  const merge = checks.parseBool(pod.annotation("prometheus.istio.io/merge-metrics") ?? "");
  if (scrape === false || !(merge ?? params.mesh.enablePrometheusMerge)) return false;
  return annotationLike(pod, scrapeAnnotations.port) !== String(agentPort(pod, params));
}

/**
 * Location of the application's metrics as JSON; undefined if the pod has no such annotation.
 * @throws {InjectionError} if the agent cannot use a port
 */
export function prometheusScraping(pod: Pod, params: CompleteCurrentParams): string | undefined {
  if (!mergesMetrics(pod, params)) return undefined;
  const targets = scrapeTargets(annotationLike(pod, scrapeAnnotations.targets));
  const [first] = targets;
  const scrape = annotationLike(pod, scrapeAnnotations.scrape) ?? "";
  const port = first?.port ?? annotationLike(pod, scrapeAnnotations.port) ?? "";
  const path = first?.path ?? annotationLike(pod, scrapeAnnotations.path) ?? "";
  const source = first ? scrapeAnnotations.targets : scrapeAnnotations.port;
  for (const fetched of first ? targets.map((target) => target.port) : port === "" ? [] : [port]) {
    checkPort(fetched, annotationNameLike(pod, source)!, pod, params);
  }
  if (scrape === "" && port === "" && path === "") return undefined;
  return JSON.stringify({ scrape, path, port, ...(first && { targets }) });
}

/** Names of the annotations that {@link mergedAnnotations} replace. */
export function replacedAnnotations(pod: Pod): string[] {
  const names = Object.values(scrapeAnnotations);
  return pod.annotationNames.filter((name) => names.includes(sanitized(name)));
}

/** Annotations that point Prometheus to the agent. */
export function mergedAnnotations(pod: Pod, params: CompleteCurrentParams): Record<string, string> {
  return {
    "prometheus.io/path": "/stats/prometheus",
    "prometheus.io/port": String(agentPort(pod, params)),
    "prometheus.io/scrape": "true",
  };
}

/** Annotation that points Prometheus to the agent's TLS port, if the pod's own container or the proxy configuration sets it. */
export function securePort(pod: Pod, params: CompleteCurrentParams): Record<string, string> {
  const own = overrideOf(pod, proxyContainerName)?.env as
    ({ name: string; value?: string } | null)[] | undefined;
  const port =
    own?.find((each) => each?.name === securePortVariable)?.value ??
    proxyConfigOf(pod, params).proxyMetadata?.[securePortVariable];
  if (port === undefined || port === "" || port === "0") return {};
  if (annotationLike(pod, securePortAnnotation) !== undefined) return {};
  return { "prometheus.istio.io/secure-port": port };
}

function scrapeTargets(text = ""): { port: string; path: string }[] {
  const targets = text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map((entry) => {
      const colon = entry.indexOf(":");
      const [port, path] = colon < 0 ? [entry, ""] : [entry.slice(0, colon), entry.slice(colon + 1)];
      return { port: port.trim(), path: path.trim() || "/metrics" };
    });
  // Istio ignores the whole annotation if one entry is invalid.
  return targets.every(({ port }) => port !== "") ? targets : [];
}

/** @param annotation the one with the port */
function checkPort(text: string, annotation: string, pod: Pod, params: CompleteCurrentParams): void {
  const port = /^[+-]?\d+$/.test(text) ? Number(text) : NaN;
  const fits = port >= 1 && port <= 65535 && port !== agentPort(pod, params) && !reservedPorts.includes(port);
  if (fits) return;
  throw new InjectionError(
    `${pod.path("metadata.annotations")}["${annotation}"]: found ${JSON.stringify(text)}; expected a port of the ` +
      `application from 1 to 65535, and none of the proxy (${reservedPorts.join(", ")}).`,
  );
}
