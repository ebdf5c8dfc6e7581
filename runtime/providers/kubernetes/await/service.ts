import { relatedKindsOf } from "../../../../lib/clients/kubernetes/relatedKinds";
import { at, isMap, mapsAt, nameOf, textAt } from "../../../../lib/clients/kubernetes/object";
import type { KubernetesObject } from "../object";
import { ready, waiting, type Awaiter, type Verdict } from "./verdict";

/**
 * After this long without a change, endpoint slices without endpoints count as final: the Service may have no pods.
 */
const SETTLED = 10_000;

/**
 * A Service is ready when it has endpoints and, as a load balancer, an address. One without a selector, a headless
 * one and one for an external name need no endpoints. The official provider waits ten seconds for endpoints to
 * settle; here one ready endpoint is enough, and only a Service without endpoints waits that long.
 */
export const serviceAwaiter: Awaiter = {
  defaultTimeout: 600,
  related: relatedKindsOf("v1", "Service"),
  onRead: true,
  decide(service, { related, quiet, isRead, isLast }): Verdict {
    const type = textAt(service, "spec", "type") ?? "ClusterIP";
    const hasAddress =
      type !== "LoadBalancer" || mapsAt(service, "status", "loadBalancer", "ingress").length > 0;
    if (type === "ExternalName" || at(service, "spec", "clusterIP") === "None") return ready();
    const slices = (related.EndpointSlice ?? []).filter(
      (slice) => textAt(slice, "metadata", "labels", "kubernetes.io/service-name") === nameOf(service),
    );
    const found = !selectsPods(service) || slices.some(hasReadyEndpoint);
    const complete = found || (slices.length > 0 && (quiet >= SETTLED || isRead));
    // A timeout without endpoints is not a failure, but completion is not reported either.
    const settled = complete || (slices.length > 0 && isLast);
    if (settled && hasAddress) return ready(complete ? "Service initialization complete" : undefined);
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
  },
};

function selectsPods(service: KubernetesObject): boolean {
  const selector = at(service, "spec", "selector");
  return isMap(selector) && Object.keys(selector).length > 0;
}

const hasReadyEndpoint = (slice: KubernetesObject): boolean =>
  mapsAt(slice, "endpoints").some((endpoint) => at(endpoint, "conditions", "ready") !== false);
