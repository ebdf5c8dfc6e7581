import { relatedKindsOf } from "../../../../lib/clients/kubernetes/relatedKinds";
import { at, mapsAt, nameOf, textAt } from "../../../../lib/clients/kubernetes/object";
import type { KubernetesObject } from "../object";
import { ready, waiting, type Awaiter, type Message, type Verdict } from "./verdict";

/** Milliseconds to wait for a backend Service before a warning replaces the wait. */
const BACKEND_GRACE = 10_000;

/** An Ingress is ready when the Services of its paths exist and its controller has assigned an address. */
export const ingressAwaiter: Awaiter = {
  defaultTimeout: 600,
  related: relatedKindsOf("networking.k8s.io/v1", "Ingress"),
  onRead: true,
  decide(ingress, { related, elapsed, isRead }): Verdict {
    const services = new Set((related.Service ?? []).map(nameOf));
    const missing = backends(ingress).filter(({ service }) => !services.has(service));
    const hasAddress = mapsAt(ingress, "status", "loadBalancer", "ingress").length > 0;
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
    const warnings = missing.map(({ rule, service }): Message => ({
      severity: "warning",
      text: `No matching service found for ingress rule: ${rule} -> ${JSON.stringify(service)}`,
    }));
    const verdict = waiting("[2/3] Waiting for update of .status.loadBalancer with hostname/IP", errors);
    return { ...verdict, messages: [...warnings, ...verdict.messages] };
  },
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
