import { InjectionError } from "../errors";
import * as checks from "../checks";
import type { CompleteCurrentParams } from "./params";
import type { Pod } from "./pod";
import { agentPort } from "./settings";

/*
 * Prometheus speaks no mutual TLS either: the agent fetches the application's metrics and gives them out together
 * with the proxy's, at its own port.
 */

/** Ports of the data plane, from which there is nothing to fetch for the agent. */
const reservedPorts = [15000, 15001, 15004, 15006, 15008, 15020, 15021, 15053, 15090];

/** The annotations that Prometheus finds metrics by; it reads names by their letters and digits alone. */
const scrapeAnnotations = {
  scrape: "prometheus_io_scrape",
  port: "prometheus_io_port",
  path: "prometheus_io_path",
  targets: "prometheus_istio_io_scrape_targets",
};

const securePortAnnotation = "prometheus_istio_io_secure_port";

const sanitized = (name: string) => name.replace(/[^A-Za-z0-9_]/g, "_");

/** The annotation of a name that Prometheus reads as this one. */
function annotationLike(pod: Pod, name: string): string | undefined {
  const found = pod.annotationNames.find((own) => sanitized(own) === name);
  return found === undefined ? undefined : pod.annotation(found);
}

/** Whether the agent gives out the application's metrics too. Not when they are fetched from it already. */
export function mergesMetrics(pod: Pod, params: CompleteCurrentParams): boolean {
  const scrape = checks.parseBool(annotationLike(pod, scrapeAnnotations.scrape) ?? "");
  const merge = checks.parseBool(pod.annotation("prometheus.istio.io/merge-metrics") ?? "");
  if (scrape === false || !(merge ?? params.mesh.enablePrometheusMerge)) return false;
  return annotationLike(pod, scrapeAnnotations.port) !== String(agentPort(pod, params));
}

/**
 * Where the agent fetches the application's metrics, as JSON; undefined where the pods say nothing of it.
 * @throws {InjectionError} when a port is not one that it can fetch from
 */
export function prometheusScraping(pod: Pod, params: CompleteCurrentParams): string | undefined {
  if (!mergesMetrics(pod, params)) return undefined;
  const targets = scrapeTargets(annotationLike(pod, scrapeAnnotations.targets));
  const [first] = targets;
  const scrape = annotationLike(pod, scrapeAnnotations.scrape) ?? "";
  const port = first?.port ?? annotationLike(pod, scrapeAnnotations.port) ?? "";
  const path = first?.path ?? annotationLike(pod, scrapeAnnotations.path) ?? "";
  for (const fetched of first ? targets.map((target) => target.port) : port === "" ? [] : [port]) {
    checkPort(fetched, pod, params);
  }
  if (scrape === "" && port === "" && path === "") return undefined;
  return JSON.stringify({ scrape, path, port, ...(first && { targets }) });
}

/** The names of the pods' annotations that {@link mergedAnnotations} take the place of. */
export function replacedAnnotations(pod: Pod): string[] {
  const names = Object.values(scrapeAnnotations);
  return pod.annotationNames.filter((name) => names.includes(sanitized(name)));
}

/** The annotations by which Prometheus finds the agent. */
export function mergedAnnotations(pod: Pod, params: CompleteCurrentParams): Record<string, string> {
  return {
    "prometheus.io/path": "/stats/prometheus",
    "prometheus.io/port": String(agentPort(pod, params)),
    "prometheus.io/scrape": "true",
  };
}

/**
 * The annotation by which Prometheus finds the agent's port with TLS.
 * @param variable the proxy's ENVOY_SECURE_MERGED_METRICS_PORT
 */
export function securePort(pod: Pod, variable: string | undefined): Record<string, string> {
  if (variable === undefined || variable === "" || variable === "0") return {};
  if (annotationLike(pod, securePortAnnotation) !== undefined) return {};
  return { "prometheus.istio.io/secure-port": variable };
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
  // One that cannot be read makes the whole annotation worth nothing.
  return targets.every(({ port }) => port !== "") ? targets : [];
}

function checkPort(text: string, pod: Pod, params: CompleteCurrentParams): void {
  const port = /^[+-]?\d+$/.test(text) ? Number(text) : NaN;
  const fits = port >= 1 && port <= 65535 && port !== agentPort(pod, params) && !reservedPorts.includes(port);
  if (fits) return;
  throw new InjectionError(
    `${pod.path("metadata.annotations")}: found metrics port ${JSON.stringify(text)}; expected a port of the ` +
      `application from 1 to 65535, and none of the proxy (${reservedPorts.join(", ")}).`,
  );
}
