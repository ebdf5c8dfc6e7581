import { allow, deprecated, fields, isMapping, list, problem, type Check } from "../problems";
import { parseDuration } from "../../../lib/duration";
import { flag, integer, oneOf, percent, someText, text, type Duration } from "../values";
import {
  localityLbSetting,
  zoneAwareLbSetting,
  type LocalityLoadBalancerSetting,
  type ZoneAwareLoadBalancerSetting,
} from "./localities";
import { header, milliseconds, repeated } from "./values";

/** Load balancing over the instances. `simple` and `consistentHash` exclude each other. */
export interface LoadBalancerSettings {
  /** Default LEAST_REQUEST. */
  simple?: (typeof algorithms)[number];
  /** Sends requests with the same hash to the same instance. */
  consistentHash?: ConsistentHashLB;
  /** Distribution over localities and failover. */
  localityLbSetting?: LocalityLoadBalancerSetting;
  /** Distribution over the zones of the own region. Excludes `localityLbSetting`. */
  zoneAwareLbSetting?: ZoneAwareLoadBalancerSetting;
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

/** As in Envoy, 1 counts as a prime number. */
const prime: Check = allow(
  (value) => Number.isInteger(value) && (value as number) < 5_000_011 && isPrime(value as number),
  "a prime number below 5000011",
);

function isPrime(value: number): boolean {
  if (value < 1) return false;
  for (let factor = 2; factor * factor <= value; factor += 1) if (value % factor === 0) return false;
  return true;
}

const cookie: Check = fields<HTTPCookie>(
  {
    name: someText,
    path: text,
    ttl: allow(
      (value) => typeof value === "string" && (parseDuration(value) ?? -1) >= 0,
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

const ringSize = integer(0, Number.MAX_SAFE_INTEGER);

const consistentHash: Check = fields<ConsistentHashLB>(
  {
    httpHeaderName: header,
    httpCookie: cookie,
    useSourceIp: flag,
    httpQueryParameterName: someText,
    ringHash: fields<NonNullable<ConsistentHashLB["ringHash"]>>({ minimumRingSize: ringSize }),
    maglev: fields<NonNullable<ConsistentHashLB["maglev"]>>(
      { tableSize: prime },
      { required: ["tableSize"] },
    ),
  },
  {
    exactlyOne: [["httpHeaderName", "httpCookie", "useSourceIp", "httpQueryParameterName"]],
    atMostOne: [["ringHash", "maglev"]],
    deprecated: { minimumRingSize: { check: ringSize, instead: "ringHash" } },
    also: ({ minimumRingSize = 0, ringHash }, path) =>
      minimumRingSize !== 0 && ringHash !== undefined
        ? [problem(`${path}.minimumRingSize`, minimumRingSize, "no value beside ringHash")]
        : [],
  },
);

export const loadBalancer: Check = fields<LoadBalancerSettings>(
  {
    simple,
    consistentHash,
    localityLbSetting,
    zoneAwareLbSetting,
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
    atMostOne: [
      ["simple", "consistentHash"],
      ["localityLbSetting", "zoneAwareLbSetting"],
    ],
    deprecated: { warmupDurationSecs: { check: milliseconds, instead: "warmup" } },
    atLeastOne: [["simple", "consistentHash", "localityLbSetting", "zoneAwareLbSetting", "warmup"]],
  },
);
