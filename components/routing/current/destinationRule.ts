import { fields, isMapping, list, type Check } from "../problems";
import { dnsLabel } from "../values";
import { trafficPolicy, type TrafficPolicy } from "./trafficPolicy";
import { exportTo, hostName, labelSet, repeated } from "./values";

/** Subsets of a service and settings of its callers (`DestinationRule`). */
export interface DestinationRuleSpec {
  /** The service: its short name (in the namespace of the rule) or a domain name. */
  host: string;
  trafficPolicy?: TrafficPolicy;
  /** Named subsets that a VirtualService can route to. */
  subsets?: Subset[];
  /** Namespaces in which the rule applies. Default: setting of the mesh (all). */
  exportTo?: string[];
  /** Callers in its own namespace for which the rule applies. Default: all. */
  workloadSelector?: { matchLabels: Record<string, string> };
}

interface Subset {
  name: string;
  /** Labels of its pods. Default: all pods of the service. */
  labels?: Record<string, string>;
  /** Replaces the traffic policy of the rule. */
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
