import { fields, problem, required, type Check, type TypeOf } from "../problems";
import { flag, integer, oneOf, textThat } from "../values";
import { parseDuration } from "../../../lib/duration";
import { milliseconds, unsigned } from "./values";

const count = integer(0);

const orNone = textThat(
  (value) => milliseconds(value, "").length === 0 || Math.abs(parseDuration(value) ?? 1e6) < 1e6,
  'a duration in whole milliseconds, such as "1m", or "0s" for no limit',
);

const settings = fields(
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
      idleTimeout: orNone,
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
          h2UpgradePolicy === "UPGRADE" && useClientProtocol === true
            ? [problem(`${path}.useClientProtocol`, true, "false beside h2UpgradePolicy UPGRADE")]
            : [],
      },
    ),
  },
  { atLeastOne: [["tcp", "http"]] },
);

/** Limits of connections and requests; `tcp`, `http` or both. */
export interface ConnectionPoolSettings extends TypeOf<typeof settings> {}

export const connectionPool: Check<ConnectionPoolSettings> = settings;
