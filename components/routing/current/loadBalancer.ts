import {
  allow,
  deprecated,
  fields,
  isMapping,
  list,
  mapOf,
  problem,
  type Check,
  type Problem,
} from "../problems";
import { flag, integer, oneOf, percent, someText, text, type Duration } from "../values";
import { header, milliseconds, repeated } from "./values";

/** Load balancing over the instances. `simple` and `consistentHash` exclude each other. */
export interface LoadBalancerSettings {
  /** Default LEAST_REQUEST. */
  simple?: (typeof algorithms)[number];
  /** Sends requests with the same hash to the same instance. */
  consistentHash?: ConsistentHashLB;
  /** Distribution over localities and failover. */
  localityLbSetting?: LocalityLoadBalancerSetting;
  /** Gradual increase of requests to a new instance. */
  warmup?: WarmupConfiguration;
}

/** Hash input (exactly one of the first four fields) and algorithm. */
interface ConsistentHashLB {
  httpHeaderName?: string;
  /** The cookie is created if absent. */
  httpCookie?: HTTPCookie;
  useSourceIp?: boolean;
  httpQueryParameterName?: string;
  /** Ring hash. Default: a minimum ring size of 1024. */
  ringHash?: { minimumRingSize?: number };
  /** Maglev with a table of prime size. Excludes `ringHash`. */
  maglev?: { tableSize: number };
}

interface HTTPCookie {
  name: string;
  path?: string;
  /** `0s` creates a session cookie. */
  ttl?: Duration;
  attributes?: { name: string; value?: string }[];
}

/** Localities are `REGION/ZONE/SUBZONE`; each part may be `*`. `distribute` and `failover` exclude each other. */
interface LocalityLoadBalancerSetting {
  enabled?: boolean;
  /** Percentages per target locality for requests from a locality; they must add up to 100. */
  distribute?: { from: string; to: Record<string, number> }[];
  /** Region that replaces a failed one. */
  failover?: { from: string; to: string }[];
  /** Labels by which similar instances are preferred. */
  failoverPriority?: string[];
}

interface WarmupConfiguration {
  duration: Duration;
  /** Initial percentage of its share. Default 10. */
  minimumPercent?: number;
  /** Growth of the share; 1 is linear. Default 1. */
  aggression?: number;
}

const algorithms = ["LEAST_REQUEST", "RANDOM", "ROUND_ROBIN", "PASSTHROUGH"] as const;

/** LEAST_CONN and UNSPECIFIED are older names of the default. */
const simple: Check = (value, path) =>
  value === "LEAST_CONN" || value === "UNSPECIFIED"
    ? [deprecated(path, value, "LEAST_REQUEST")]
    : oneOf(...algorithms)(value, path);

const prime: Check = allow(
  (value) => Number.isInteger(value) && (value as number) < 5_000_011 && isPrime(value as number),
  "a prime number below 5000011",
);

function isPrime(value: number): boolean {
  if (value < 2) return false;
  for (let factor = 2; factor * factor <= value; factor += 1) if (value % factor === 0) return false;
  return true;
}

const cookie: Check = fields<HTTPCookie>(
  {
    name: someText,
    path: text,
    ttl: allow(
      (value) => value === "0s" || milliseconds(value, "").length === 0,
      'a duration, such as "0s" or "1h"',
    ),
    attributes: list(
      fields<NonNullable<HTTPCookie["attributes"]>[number]>(
        { name: someText, value: text },
        { required: ["name"] },
      ),
    ),
  },
  {
    required: ["name"],
    also: ({ attributes }, path) =>
      repeated(attributes, `${path}.attributes`, (item) => (isMapping(item) ? item.name : undefined)),
  },
);

const consistentHash: Check = fields<ConsistentHashLB>(
  {
    httpHeaderName: header,
    httpCookie: cookie,
    useSourceIp: flag,
    httpQueryParameterName: someText,
    ringHash: fields<NonNullable<ConsistentHashLB["ringHash"]>>({ minimumRingSize: integer(1) }),
    maglev: fields<NonNullable<ConsistentHashLB["maglev"]>>(
      { tableSize: prime },
      { required: ["tableSize"] },
    ),
  },
  {
    exactlyOne: [["httpHeaderName", "httpCookie", "useSourceIp", "httpQueryParameterName"]],
    atMostOne: [["ringHash", "maglev"]],
    deprecated: { minimumRingSize: { check: integer(0), instead: "ringHash" } },
  },
);

const locality: Check = allow(
  (value) => typeof value === "string" && /^[^/]+(\/[^/]+){0,2}$/.test(value),
  "REGION, REGION/ZONE or REGION/ZONE/SUBZONE",
);

const region: Check = allow(
  (value) => typeof value === "string" && /^[^/*]+$/.test(value),
  "a region without / and *",
);

const localityLbSetting: Check = fields<LocalityLoadBalancerSetting>(
  {
    enabled: flag,
    distribute: list(
      fields<NonNullable<LocalityLoadBalancerSetting["distribute"]>[number]>(
        { from: locality, to: mapOf(integer(1, 100), locality) },
        { required: ["from", "to"], also: ({ to }, path) => shareProblems(to, `${path}.to`) },
      ),
    ),
    failover: list(
      fields<NonNullable<LocalityLoadBalancerSetting["failover"]>[number]>(
        { from: region, to: region },
        {
          required: ["from", "to"],
          also: ({ from, to }, path) =>
            from === to && to !== undefined ? [problem(`${path}.to`, to, "a region other than from")] : [],
        },
      ),
    ),
    failoverPriority: list(someText),
  },
  { atMostOne: [["distribute", "failover"]] },
);

function shareProblems(to: unknown, path: string): Problem[] {
  const shares = isMapping(to) ? Object.values(to) : [];
  const sum = shares.reduce<number>((total, share) => total + (typeof share === "number" ? share : 0), 0);
  return isMapping(to) && sum !== 100 ? [problem(path, sum, "shares that add up to 100")] : [];
}

export const loadBalancer: Check = fields<LoadBalancerSettings>(
  {
    simple,
    consistentHash,
    localityLbSetting,
    warmup: fields<WarmupConfiguration>(
      {
        duration: milliseconds,
        minimumPercent: percent,
        aggression: allow((value) => typeof value === "number" && value > 0, "a number greater than 0"),
      },
      { required: ["duration"] },
    ),
  },
  {
    atMostOne: [["simple", "consistentHash"]],
    deprecated: { warmupDurationSecs: { check: milliseconds, instead: "warmup" } },
    atLeastOne: [["simple", "consistentHash", "localityLbSetting", "warmup"]],
  },
);
