import { fields, isMapping, list, problem, type Check, type Problem } from "../problems";
import { trafficPolicy, type TrafficPolicy } from "./trafficPolicy";
import { hostName } from "./hosts";
import { exportTo, labelSet, repeated, subsetName } from "./values";

/** Subsets of a service and settings of its callers (`DestinationRule`). */
export interface DestinationRuleSpec {
  /** The service: its short name (in the namespace of the rule) or a domain name. */
  host: string;
  trafficPolicy?: TrafficPolicy;
  /** Named subsets that a VirtualService can route to. */
  subsets?: Subset[];
  /** Namespaces in which the rule applies. Default: setting of the mesh (all). */
  exportTo?: string[];
  /** Callers in its own namespace for which the rule applies. Requires that `exportTo` is omitted or `.`. Default: all. */
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
      fields<Subset>({ name: subsetName, labels: labelSet, trafficPolicy }, { required: ["name"] }),
    ),
    exportTo,
    workloadSelector: fields<NonNullable<DestinationRuleSpec["workloadSelector"]>>(
      { matchLabels: labelSet },
      { required: ["matchLabels"] },
    ),
  },
  {
    required: ["host"],
    also: (spec) => [
      ...repeated(spec.subsets, "subsets", (subset) => (isMapping(subset) ? subset.name : undefined)),
      ...selectorProblems(spec),
    ],
  },
);

/** A rule for some callers applies in its own namespace only. */
function selectorProblems({ workloadSelector, exportTo: names }: Record<string, unknown>): Problem[] {
  const elsewhere = Array.isArray(names) && names.length > 0 && !(names.length === 1 && names[0] === ".");
  return workloadSelector !== undefined && elsewhere
    ? [problem("exportTo", names, "only . beside workloadSelector")]
    : [];
}
