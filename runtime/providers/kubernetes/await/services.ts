import { at, isMap, mapsAt, nameOf, textAt } from "../../../../lib/clients/kubernetes/object";
import type { KubernetesObject } from "../object";
import { ready, waiting, warning, type Decide } from "./verdict";

/**
 * After this long without a change, endpoint slices without endpoints count as final: the Service may have no pods.
 */
const SETTLED = 10_000;
/** Milliseconds to wait for an Ingress's backend Service before a warning replaces the wait. */
const BACKEND_GRACE = 10_000;

/**
 * A Service is ready when it has endpoints and, as a load balancer, an address. One without a selector, a headless
 * one and one for an external name need no endpoints. The official provider waits ten seconds for endpoints to
 * settle; here one ready endpoint is enough, and only a Service without endpoints waits that long.
 */
export const decideService: Decide = (service, { related, quiet, isRead, isLast }) => {
  const type = textAt(service, "spec", "type") ?? "ClusterIP";
  const hasAddress = type !== "LoadBalancer" || hasLoadBalancer(service);
  if (type === "ExternalName" || at(service, "spec", "clusterIP") === "None") return ready();
  const slices = (related.EndpointSlice ?? []).filter(
    (slice) => textAt(slice, "metadata", "labels", "kubernetes.io/service-name") === nameOf(service),
  );
  const found = !selectsPods(service) || slices.some(hasReadyEndpoint);
  const complete = found || (slices.length > 0 && (quiet >= SETTLED || isRead));
  // A timeout without endpoints is not a failure, but completion is not reported either.
  const settled = complete || (slices.length > 0 && isLast);
  if (settled && hasAddress) return complete ? ready("Service initialization complete") : ready();
  if (settled) {
    return waiting("[2/3] Attempting to allocate IP address to Service", [
      "Service was not allocated an IP address; does your cloud provider support this?",
    ]);
  }
  const errors = [
    "Service does not target any Pods. Selected Pods may not be ready, or " +
      "field '.spec.selector' may not match labels on any Pods",
  ];
  return { ...waiting("[1/3] Finding Pods to direct traffic to", errors), lookAgain: SETTLED };
};

const hasLoadBalancer = (object: KubernetesObject): boolean =>
  mapsAt(object, "status", "loadBalancer", "ingress").length > 0;

function selectsPods(service: KubernetesObject): boolean {
  const selector = at(service, "spec", "selector");
  return isMap(selector) && Object.keys(selector).length > 0;
}

const hasReadyEndpoint = (slice: KubernetesObject): boolean =>
  mapsAt(slice, "endpoints").some((endpoint) => at(endpoint, "conditions", "ready") !== false);

/** An Ingress is ready when the Services of its paths exist and its controller has assigned an address. */
export const decideIngress: Decide = (ingress, { related, elapsed, isRead }) => {
  const services = new Set((related.Service ?? []).map(nameOf));
  const missing = backends(ingress).filter(({ service }) => !services.has(service));
  const hasAddress = hasLoadBalancer(ingress);
  const givenUp = elapsed >= BACKEND_GRACE || isRead;
  if (hasAddress && (missing.length === 0 || givenUp)) return ready("Ingress initialization complete");
  const errors: string[] = [];
  if (missing.length > 0) errors.push("Ingress has at least one rule with an unavailable target endpoint.");
  if (!hasAddress) {
    errors.push(
      "Ingress .status.loadBalancer field was not updated with a hostname/IP address. No ingress controller may serve " +
        `its class; set the annotation pulumi.com/skipAwait: "true" where none does`,
    );
  }
  if (missing.length > 0 && !givenUp) {
    return {
      ...waiting("[1/3] Finding a matching service for each Ingress path", errors),
      lookAgain: BACKEND_GRACE,
    };
  }
  const warnings = missing.map(({ rule, service }) =>
    warning(`No matching service found for ingress rule: ${rule} -> ${JSON.stringify(service)}`),
  );
  const verdict = waiting("[2/3] Waiting for update of .status.loadBalancer with hostname/IP", errors);
  return { ...verdict, messages: [...warnings, ...verdict.messages] };
};

function backends(ingress: KubernetesObject): { rule: string; service: string }[] {
  return mapsAt(ingress, "spec", "rules").flatMap((rule) =>
    mapsAt(rule, "http", "paths").flatMap((path) => {
      const service = textAt(path, "backend", "service", "name") ?? textAt(path, "backend", "serviceName");
      if (service === undefined || at(path, "backend", "resource") !== undefined) return [];
      const address = `${textAt(rule, "host") ?? ""}${textAt(path, "path") ?? ""}`;
      return [{ rule: `${JSON.stringify(address)}${address === "" ? " (default path)" : ""}`, service }];
    }),
  );
}
