import { isMapping } from "../../../lib/mapping";
import { fields, list, problemIf, required, type Problem, type TypeOf } from "../problems";
import { trafficPolicy } from "./trafficPolicy";
import { hostName } from "./hosts";
import { exportTo, labelSet, repeated, subsetName } from "./values";

export const destinationRule = fields(
  {
    /** The service: its short name (in the namespace of the rule) or a domain name. */
    host: required(hostName),
    trafficPolicy,
    /** Named subsets that a VirtualService can route to. */
    subsets: list(
      fields({
        name: required(subsetName),
        /** Labels of its pods. Default: all pods of the service. */
        labels: labelSet,
        /** Replaces the traffic policy of the rule. */
        trafficPolicy,
      }),
    ),
    /** Namespaces in which the rule applies. Default: setting of the mesh (all). */
    exportTo,
    /** Callers in its own namespace for which the rule applies. Requires that `exportTo` is omitted or `.`. Default: all. */
    workloadSelector: fields({ matchLabels: required(labelSet) }),
  },
  {
    also: (spec) => [
      ...repeated(spec.subsets, "subsets", (subset) => (isMapping(subset) ? subset.name : undefined)),
      ...selectorProblems(spec),
    ],
  },
);

/** Subsets of a service and settings of its callers (`DestinationRule`). */
export interface DestinationRuleSpec extends TypeOf<typeof destinationRule> {}

/** A rule for some callers applies in its own namespace only. */
function selectorProblems({ workloadSelector, exportTo: names }: Record<string, unknown>): Problem[] {
  const elsewhere = Array.isArray(names) && names.length > 0 && !(names.length === 1 && names[0] === ".");
  const contradicts = workloadSelector !== undefined && elsewhere;
  return problemIf(contradicts, "exportTo", names, "only . beside workloadSelector");
}
