import { allow, fields, problem, type Check } from "../problems";
import { flag, integer, oneOf, type Duration } from "../values";
import { parseDuration } from "../../../lib/duration";
import { milliseconds, unsigned } from "./values";

/** Limits of connections and requests; `tcp`, `http` or both. */
export interface ConnectionPoolSettings {
  tcp?: TCPSettings;
  http?: HTTPSettings;
}

interface TCPSettings {
  /** Maximum number of connections. Default: unlimited. */
  maxConnections?: number;
  /** Timeout for connecting. Default 10s. */
  connectTimeout?: Duration;
  tcpKeepalive?: { probes?: number; time?: Duration; interval?: Duration };
  /** Maximum lifetime of a connection. Default: unlimited. */
  maxConnectionDuration?: Duration;
  /** Idle timeout of a connection; `0s` disables it. Default 1h. */
  idleTimeout?: Duration;
}

interface HTTPSettings {
  /** Maximum number of requests that wait for a connection. Default: unlimited. */
  http1MaxPendingRequests?: number;
  /** Maximum number of concurrent requests. Default: unlimited. */
  http2MaxRequests?: number;
  /** Maximum number of requests per connection; 1 disables keep-alive. Default: unlimited. */
  maxRequestsPerConnection?: number;
  /** Maximum number of concurrent retries. Default: unlimited. */
  maxRetries?: number;
  /** Idle timeout of a connection. Default 1h. */
  idleTimeout?: Duration;
  /** Upgrades HTTP/1.1 to HTTP/2. Default: setting of the mesh. */
  h2UpgradePolicy?: "DEFAULT" | "DO_NOT_UPGRADE" | "UPGRADE";
  /** Uses the protocol of the caller. Excludes UPGRADE. Default false. */
  useClientProtocol?: boolean;
  /** Maximum number of concurrent streams per HTTP/2 connection. */
  maxConcurrentStreams?: number;
  http2KeepAlive?: { interval: Duration; timeout: Duration };
}

const count = integer(0);

const orNone: Check = allow(
  (value) =>
    milliseconds(value, "").length === 0 ||
    (typeof value === "string" && Math.abs(parseDuration(value) ?? 1e6) < 1e6),
  'a duration in whole milliseconds, such as "1m", or "0s" for no limit',
);

export const connectionPool: Check = fields<ConnectionPoolSettings>(
  {
    tcp: fields<TCPSettings>({
      maxConnections: count,
      connectTimeout: milliseconds,
      tcpKeepalive: fields<NonNullable<TCPSettings["tcpKeepalive"]>>({
        probes: unsigned,
        time: milliseconds,
        interval: milliseconds,
      }),
      maxConnectionDuration: milliseconds,
      idleTimeout: orNone,
    }),
    http: fields<HTTPSettings>(
      {
        http1MaxPendingRequests: count,
        http2MaxRequests: count,
        maxRequestsPerConnection: count,
        maxRetries: count,
        idleTimeout: milliseconds,
        h2UpgradePolicy: oneOf("DEFAULT", "DO_NOT_UPGRADE", "UPGRADE"),
        useClientProtocol: flag,
        maxConcurrentStreams: count,
        http2KeepAlive: fields<NonNullable<HTTPSettings["http2KeepAlive"]>>(
          { interval: milliseconds, timeout: milliseconds },
          { required: ["interval", "timeout"] },
        ),
      },
      {
        also: ({ h2UpgradePolicy, useClientProtocol }, path) =>
          h2UpgradePolicy === "UPGRADE" && useClientProtocol === true
            ? [problem(`${path}.useClientProtocol`, true, "false beside h2UpgradePolicy UPGRADE")]
            : [],
      },
    ),
  },
  { atLeastOne: [["tcp", "http"]] },
);
