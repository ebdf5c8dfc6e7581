import { allow, fields, isMapping, list, mapOf, problem, type Check, type Problem } from "../problems";
import { flag, integer, someText } from "../values";
import { unsigned } from "./values";

/** Localities are `REGION/ZONE/SUBZONE`; the last part may be or end with `*`. `distribute` and `failover` exclude each other. */
export interface LocalityLoadBalancerSetting {
  enabled?: boolean;
  /** Percentages per target locality for requests from a locality; they must add up to 100. */
  distribute?: { from: string; to: Record<string, number> }[];
  /** Region that replaces a failed one. */
  failover?: { from: string; to: string }[];
  /** Labels by which similar instances are preferred. Beside `failover`, labels other than those of localities. */
  failoverPriority?: string[];
}

/** As for localities, but zones are chosen by Envoy, so that only regions can be named. */
export interface ZoneAwareLoadBalancerSetting {
  enabled?: boolean;
  /** Region that replaces a failed one. */
  failover?: { from: string; to: string }[];
  /** Labels by which similar instances are preferred, other than those of localities. */
  failoverPriority?: string[];
  /** Minimum number of instances in the region of the caller. Default 6. */
  minClusterSize?: number;
}

const locality: Check = allow(
  (value) => typeof value === "string" && /^[^/]+(\/[^/]+(\/.+)?)?$/s.test(value) && !/\*./s.test(value),
  "REGION, REGION/ZONE or REGION/ZONE/SUBZONE, with * only at the end",
);

const region: Check = allow(
  (value) => typeof value === "string" && /^[^/*]+$/.test(value),
  "a region without / and *",
);

const topologyLabels = [
  "topology.kubernetes.io/region",
  "topology.kubernetes.io/zone",
  "topology.istio.io/subzone",
];

const failover = list(
  fields<{ from: string; to: string }>(
    { from: region, to: region },
    {
      required: ["from", "to"],
      also: ({ from, to }, path) =>
        from === to && to !== undefined ? [problem(`${path}.to`, to, "a region other than from")] : [],
    },
  ),
);

export const zoneAwareLbSetting: Check = fields<ZoneAwareLoadBalancerSetting>({
  enabled: flag,
  failover,
  failoverPriority: list(
    allow(
      (value) => typeof value === "string" && value !== "" && !topologyLabels.includes(value),
      "a label other than those of localities",
    ),
  ),
  minClusterSize: unsigned,
});

export const localityLbSetting: Check = fields<LocalityLoadBalancerSetting>(
  {
    enabled: flag,
    distribute: list(
      fields<NonNullable<LocalityLoadBalancerSetting["distribute"]>[number]>(
        { from: locality, to: mapOf(integer(1, 100), locality) },
        { required: ["from", "to"], also: ({ to }, path) => shareProblems(to, `${path}.to`) },
      ),
    ),
    failover,
    failoverPriority: list(someText),
  },
  {
    atMostOne: [["distribute", "failover"]],
    also: (setting, path) => [...overlapProblems(setting, path), ...priorityProblems(setting, path)],
  },
);

function shareProblems(to: unknown, path: string): Problem[] {
  const shares = isMapping(to) ? Object.values(to) : [];
  // A share of another type is reported separately.
  const sum = shares.every((share) => typeof share === "number")
    ? shares.reduce((total, share) => total + share, 0)
    : undefined;
  const overlapping = isMapping(to) ? overlaps(Object.keys(to)) : undefined;
  return [
    ...(isMapping(to) && sum !== undefined && sum !== 100
      ? [problem(path, sum, "shares that add up to 100")]
      : []),
    ...(overlapping === undefined ? [] : [problem(path, overlapping, "localities that do not overlap")]),
  ];
}

/** Each request has one source, so that the sources must not overlap. */
function overlapProblems({ distribute }: Record<string, unknown>, path: string): Problem[] {
  const sources = (Array.isArray(distribute) ? distribute : []).map((item: unknown) =>
    isMapping(item) && typeof item.from === "string" ? item.from : "",
  );
  const found = overlaps(sources);
  return found === undefined ? [] : [problem(`${path}.distribute`, found, "sources that do not overlap")];
}

function priorityProblems({ failover, failoverPriority }: Record<string, unknown>, path: string): Problem[] {
  if (!Array.isArray(failover) || failover.length === 0 || !Array.isArray(failoverPriority)) return [];
  return failoverPriority.flatMap((label, index) =>
    topologyLabels.includes(label as string)
      ? [
          problem(
            `${path}.failoverPriority[${index}]`,
            label,
            "a label other than those of localities, beside failover",
          ),
        ]
      : [],
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
