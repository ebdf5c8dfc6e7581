import { parseDuration } from "../../../lib/duration";
import { allow, fields, list, problemIf, required, type Check, type TypeOf } from "../problems";
import { flag, integer, oneOf, percent, port, textThat } from "../values";
import { clientTLS } from "./clientTLS";
import { portSelector } from "./destination";
import { isAddress, isDomain } from "./hosts";
import { loadBalancer } from "./loadBalancer";
import { milliseconds, unsigned } from "./values";

const count = integer(0);

const millisecondsOrNone = textThat(
  (value) => milliseconds(value, "").length === 0 || Math.abs(parseDuration(value) ?? 1e6) < 1e6,
  'a duration in whole milliseconds, such as "1m", or "0s" for no limit',
);

const connectionPool = fields(
  {
    tcp: fields({
      /** Maximum number of connections. Default: unlimited. */
      maxConnections: count,
      /** Timeout for connecting. Default 10s. */
      connectTimeout: milliseconds,
      tcpKeepalive: fields({ probes: unsigned, time: milliseconds, interval: milliseconds }),
      /** Maximum lifetime of a connection. Default: unlimited. */
      maxConnectionDuration: milliseconds,
      /** Idle timeout of a connection; `0s` disables it. Default 1h. */
      idleTimeout: millisecondsOrNone,
    }),
    http: fields(
      {
        /** Maximum number of requests that wait for a connection. Default: unlimited. */
        http1MaxPendingRequests: count,
        /** Maximum number of concurrent requests. Default: unlimited. */
        http2MaxRequests: count,
        /** Maximum number of requests per connection; 1 disables keep-alive. Default: unlimited. */
        maxRequestsPerConnection: count,
        /** Maximum number of concurrent retries. Default: unlimited. */
        maxRetries: count,
        /** Idle timeout of a connection. Default 1h. */
        idleTimeout: milliseconds,
        /** Upgrades HTTP/1.1 to HTTP/2. Default: setting of the mesh. */
        h2UpgradePolicy: oneOf("DEFAULT", "DO_NOT_UPGRADE", "UPGRADE"),
        /** Uses the protocol of the caller. Excludes UPGRADE. Default false. */
        useClientProtocol: flag,
        /** Maximum number of concurrent streams per HTTP/2 connection. */
        maxConcurrentStreams: count,
        http2KeepAlive: fields({ interval: required(milliseconds), timeout: required(milliseconds) }),
      },
      {
        also: ({ h2UpgradePolicy, useClientProtocol }, path) =>
          problemIf(
            h2UpgradePolicy === "UPGRADE" && useClientProtocol === true,
            `${path}.useClientProtocol`,
            true,
            "false beside h2UpgradePolicy UPGRADE",
          ),
      },
    ),
  },
  { atLeastOne: [["tcp", "http"]] },
);

const outlierDetection = fields(
  {
    /** Consecutive errors (502, 503, 504); 0 disables this check. Default 0. */
    consecutiveGatewayErrors: unsigned,
    /** Consecutive errors (5xx); 0 disables this check. Default 5. */
    consecutive5xxErrors: unsigned,
    /** Distinguishes connection failures from errors of the service. Default false. */
    splitExternalLocalOriginErrors: flag,
    /** Consecutive connection failures. Requires `splitExternalLocalOriginErrors`. Default 5. */
    consecutiveLocalOriginFailures: unsigned,
    /** Interval of ejection checks. Default 10s. */
    interval: milliseconds,
    /** Minimum ejection time. Default 30s. */
    baseEjectionTime: milliseconds,
    /** Maximum percentage of ejected instances. Default 10. */
    maxEjectionPercent: integer(0, 100),
    /** Minimum percentage of healthy instances; below it no instance is ejected. Default 0. */
    minHealthPercent: integer(0, 100),
    /** HTTP statuses besides 5xx that count as errors. Default none. */
    outlierDetectionHttpErrorCodes: list(integer(100, 599)),
  },
  {
    deprecated: { consecutiveErrors: { check: integer(0), instead: "consecutive5xxErrors" } },
    also: ({ splitExternalLocalOriginErrors, consecutiveLocalOriginFailures }, path) =>
      problemIf(
        splitExternalLocalOriginErrors !== true &&
          typeof consecutiveLocalOriginFailures === "number" &&
          consecutiveLocalOriginFailures > 0,
        `${path}.consecutiveLocalOriginFailures`,
        consecutiveLocalOriginFailures,
        "no value without splitExternalLocalOriginErrors: true",
      ),
  },
);

/** Settings of the callers of a port; at least one field is set. */
const portPolicy = {
  loadBalancer,
  /** Limits of connections and requests; `tcp`, `http` or both. */
  connectionPool,
  /** Temporary ejection of failing instances from load balancing. */
  outlierDetection,
  /** Default: the mesh's mutual TLS if the service supports it. */
  tls: clientTLS,
};

const portPolicyNames = ["loadBalancer", "connectionPool", "outlierDetection", "tls"] as const;

const policy = fields(
  {
    ...portPolicy,
    /** Policies of single ports. Their omitted fields have defaults; they are not inherited from this policy. */
    portLevelSettings: list(
      fields({ ...portPolicy, port: required(portSelector) }, { atLeastOne: [portPolicyNames] }),
    ),
    /** Tunnels TCP connections through an HTTP proxy. Excludes `proxyProtocol`. */
    tunnel: fields({
      protocol: oneOf("CONNECT", "POST"),
      targetHost: required(
        allow<string>((value) => isDomain(value) || isAddress(value), "a full domain name or an IP address"),
      ),
      targetPort: required(port),
    }),
    /** Sends the header of the PROXY protocol. */
    proxyProtocol: fields({ version: oneOf("V1", "V2") }),
    /** Maximum concurrent retries as a percentage of the requests. */
    retryBudget: fields({ percent, minRetryConcurrency: unsigned, budgetInterval: milliseconds }),
  },
  {
    atLeastOne: [[...portPolicyNames, "portLevelSettings", "tunnel", "proxyProtocol", "retryBudget"]],
    atMostOne: [["tunnel", "proxyProtocol"]],
  },
);

/** Settings of the callers of a service; at least one field is set. */
export interface TrafficPolicy extends TypeOf<typeof policy> {}

export const trafficPolicy: Check<TrafficPolicy> = policy;
