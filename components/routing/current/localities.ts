import { isMapping } from "../../../lib/mapping";
import {
  fields,
  list,
  mapOf,
  mappingsIn,
  problemIf,
  required,
  type Check,
  type Problem,
  type TypeOf,
} from "../problems";
import { flag, integer, someText, textThat } from "../values";
import { unsigned } from "./values";

const locality = textThat(
  (value) => /^[^/]+(\/[^/]+(\/.+)?)?$/s.test(value) && !/\*./s.test(value),
  "REGION, REGION/ZONE or REGION/ZONE/SUBZONE, with * only at the end",
);

const region = textThat(/^[^/*]+$/, "a region without / and *");

const topologyLabels = [
  "topology.kubernetes.io/region",
  "topology.kubernetes.io/zone",
  "topology.istio.io/subzone",
];

const failover = list(
  fields(
    { from: required(region), to: required(region) },
    {
      also: ({ from, to }, path) =>
        problemIf(from === to && to !== undefined, `${path}.to`, to, "a region other than from"),
    },
  ),
);

const byZones = fields({
  enabled: flag,
  /** Region that replaces a failed one. */
  failover,
  /** Labels by which similar instances are preferred, other than those of localities. */
  failoverPriority: list(
    textThat(
      (value) => value !== "" && !topologyLabels.includes(value),
      "a label other than those of localities",
    ),
  ),
  /** Minimum number of instances in the region of the caller. Default 6. */
  minClusterSize: unsigned,
});

/** As for localities, but zones are chosen by Envoy, so that only regions can be named. */
export interface ZoneAwareLoadBalancerSetting extends TypeOf<typeof byZones> {}

export const zoneAwareLbSetting: Check<ZoneAwareLoadBalancerSetting> = byZones;

const byLocalities = fields(
  {
    enabled: flag,
    /** Percentages per target locality for requests from a locality; they must add up to 100. */
    distribute: list(
      fields(
        { from: required(locality), to: required(mapOf(integer(1, 100), locality)) },
        { also: ({ to }, path) => shareProblems(to, `${path}.to`) },
      ),
    ),
    /** Region that replaces a failed one. */
    failover,
    /** Labels by which similar instances are preferred. Beside `failover`, labels other than those of localities. */
    failoverPriority: list(someText),
  },
  {
    atMostOne: [["distribute", "failover"]],
    also: (setting, path) => [...overlapProblems(setting, path), ...priorityProblems(setting, path)],
  },
);

/** Localities are `REGION/ZONE/SUBZONE`; the last part may be or end with `*`. `distribute` and `failover` exclude each other. */
export interface LocalityLoadBalancerSetting extends TypeOf<typeof byLocalities> {}

export const localityLbSetting: Check<LocalityLoadBalancerSetting> = byLocalities;

function shareProblems(to: unknown, path: string): Problem[] {
  if (!isMapping(to)) return [];
  const shares = Object.values(to);
  // A share of another type is reported separately.
  const sum = shares.every((share) => typeof share === "number")
    ? shares.reduce((total, share) => total + share, 0)
    : 100;
  const overlapping = overlaps(Object.keys(to));
  return [
    ...problemIf(sum !== 100, path, sum, "shares that add up to 100"),
    ...problemIf(overlapping !== undefined, path, overlapping, "localities that do not overlap"),
  ];
}

/** Each request has one source, so that the sources must not overlap. */
function overlapProblems({ distribute }: Record<string, unknown>, path: string): Problem[] {
  const sources = mappingsIn(distribute, "").map(([{ from }]) => (typeof from === "string" ? from : ""));
  const found = overlaps(sources);
  return problemIf(found !== undefined, `${path}.distribute`, found, "sources that do not overlap");
}

function priorityProblems({ failover, failoverPriority }: Record<string, unknown>, path: string): Problem[] {
  if (!Array.isArray(failover) || failover.length === 0 || !Array.isArray(failoverPriority)) return [];
  const expected = "a label other than those of localities, beside failover";
  return failoverPriority.flatMap((label, index) =>
    problemIf(
      topologyLabels.includes(label as string),
      `${path}.failoverPriority[${index}]`,
      label,
      expected,
    ),
  );
}

/** The first locality that contains an earlier one, or that an earlier one contains. */
function overlaps(localities: readonly string[]): string | undefined {
  const parts = localities.map((text) => {
    const [region = "", zone = "*", ...subzone] = text.split("/");
    return [region, zone, subzone.length === 0 ? "*" : subzone.join("/")];
  });
  return localities.find((_, index) =>
    parts.slice(0, index).some((earlier) =>
      [0, 1, 2].every((depth) => {
        const [a, b] = [earlier[depth]!, parts[index]![depth]!];
        return a === b || a === "*" || b === "*";
      }),
    ),
  );
}
