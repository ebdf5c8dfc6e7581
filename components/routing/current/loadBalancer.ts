import { isMapping } from "../../../lib/mapping";
import { allow, deprecated, fields, list, problemIf, required, type Check, type TypeOf } from "../problems";
import { parseDuration } from "../../../lib/duration";
import { flag, integer, oneOf, percent, someText, text, textThat } from "../values";
import { localityLbSetting, zoneAwareLbSetting } from "./localities";
import { header, milliseconds, repeated } from "./values";

const algorithm = oneOf("LEAST_REQUEST", "RANDOM", "ROUND_ROBIN", "PASSTHROUGH");

/** LEAST_CONN and UNSPECIFIED are older names of the default. */
const simple: typeof algorithm = (value, path) =>
  value === "LEAST_CONN" || value === "UNSPECIFIED"
    ? [deprecated(path, value, "LEAST_REQUEST")]
    : algorithm(value, path);

/** As in Envoy, 1 counts as a prime number. */
const prime = allow<number>(
  (value) => Number.isInteger(value) && (value as number) < 5_000_011 && isPrime(value as number),
  "a prime number below 5000011",
);

function isPrime(value: number): boolean {
  if (value < 1) return false;
  for (let factor = 2; factor * factor <= value; factor += 1) if (value % factor === 0) return false;
  return true;
}

const cookie = fields(
  {
    name: required(someText),
    path: text,
    /** `0s` creates a session cookie. */
    ttl: textThat((value) => (parseDuration(value) ?? -1) >= 0, 'a duration, such as "0s" or "1h"'),
    attributes: list(fields({ name: required(someText), value: text })),
  },
  {
    also: ({ attributes }, path) =>
      repeated(attributes, `${path}.attributes`, (item) => (isMapping(item) ? item.name : undefined)),
  },
);

const ringSize = integer(0, Number.MAX_SAFE_INTEGER);

/** Hash input (exactly one of the first four fields) and algorithm. */
const consistentHash = fields(
  {
    httpHeaderName: header,
    /** The cookie is created if absent. */
    httpCookie: cookie,
    useSourceIp: flag,
    httpQueryParameterName: someText,
    /** Ring hash. Default: a minimum ring size of 1024. */
    ringHash: fields({ minimumRingSize: ringSize }),
    /** Maglev with a table of prime size. Excludes `ringHash`. */
    maglev: fields({ tableSize: required(prime) }),
  },
  {
    exactlyOne: [["httpHeaderName", "httpCookie", "useSourceIp", "httpQueryParameterName"]],
    atMostOne: [["ringHash", "maglev"]],
    deprecated: { minimumRingSize: { check: ringSize, instead: "ringHash" } },
    also: ({ minimumRingSize = 0, ringHash }, path) =>
      problemIf(
        minimumRingSize !== 0 && ringHash !== undefined,
        `${path}.minimumRingSize`,
        minimumRingSize,
        "no value beside ringHash",
      ),
  },
);

const settings = fields(
  {
    /** Default LEAST_REQUEST. */
    simple,
    /** Sends requests with the same hash to the same instance. */
    consistentHash,
    /** Distribution over localities and failover. */
    localityLbSetting,
    /** Distribution over the zones of the own region. Excludes `localityLbSetting`. */
    zoneAwareLbSetting,
    /** Gradual increase of requests to a new instance. */
    warmup: fields({
      duration: required(milliseconds),
      /** Initial percentage of its share. Default 10. */
      minimumPercent: percent,
      /** Growth of the share; 1 is linear. Default 1. */
      aggression: allow<number>((value) => typeof value === "number" && value > 0, "a number greater than 0"),
    }),
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

/** Load balancing over the instances. `simple` and `consistentHash` exclude each other. */
export interface LoadBalancerSettings extends TypeOf<typeof settings> {}

export const loadBalancer: Check<LoadBalancerSettings> = settings;
