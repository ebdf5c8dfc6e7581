import { fields, isMapping, list, type Check } from "../problems";
import { dnsLabel } from "../values";
import { trafficPolicy, type TrafficPolicy } from "./trafficPolicy";
import { exportTo, hostName, labelSet, repeated } from "./values";

/** What there is of a service and how callers treat it (`DestinationRule`). */
export interface DestinationRuleSpec {
  /** The service: its short name, which is of the rule's own namespace, or a domain name. */
  host: string;
  trafficPolicy?: TrafficPolicy;
  /** Named parts of the service, which a VirtualService can route to. */
  subsets?: Subset[];
  /** Namespaces in which it applies. Default: as the mesh configuration says (all). */
  exportTo?: string[];
  /** The callers for which it applies, in its own namespace. Default: all. */
  workloadSelector?: { matchLabels: Record<string, string> };
}

/** A part of a service. */
interface Subset {
  name: string;
  /** Labels of its pods. Default: all of the service's. */
  labels?: Record<string, string>;
  /** In the place of the rule's. */
  trafficPolicy?: TrafficPolicy;
}

export const destinationRule: Check = fields<DestinationRuleSpec>(
  {
    host: hostName,
    trafficPolicy,
    subsets: list(
      fields<Subset>({ name: dnsLabel, labels: labelSet, trafficPolicy }, { required: ["name"] }),
    ),
    exportTo,
    workloadSelector: fields<NonNullable<DestinationRuleSpec["workloadSelector"]>>(
      { matchLabels: labelSet },
      { required: ["matchLabels"] },
    ),
  },
  {
    required: ["host"],
    also: ({ subsets }) =>
      repeated(subsets, "subsets", (subset) => (isMapping(subset) ? subset.name : undefined)),
  },
);
