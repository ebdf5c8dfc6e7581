import { allow, fields, problem, type Check } from "../problems";
import { flag, integer, oneOf, type Duration } from "../values";
import { milliseconds } from "./values";

/** Limits on connections and requests; `tcp`, `http` or both. */
export interface ConnectionPoolSettings {
  tcp?: TCPSettings;
  http?: HTTPSettings;
}

interface TCPSettings {
  /** Connections at once. Default: no limit. */
  maxConnections?: number;
  /** How long a connection may take to be made. Default 10s. */
  connectTimeout?: Duration;
  tcpKeepalive?: { probes?: number; time?: Duration; interval?: Duration };
  /** How long a connection may live. Default: no limit. */
  maxConnectionDuration?: Duration;
  /** How long a connection may be idle; `0s` is no limit. Default 1h. */
  idleTimeout?: Duration;
}

interface HTTPSettings {
  /** Requests that wait for a connection. Default: no limit. */
  http1MaxPendingRequests?: number;
  /** Requests at once. Default: no limit. */
  http2MaxRequests?: number;
  /** Requests over one connection; 1 turns keep-alive off. Default: no limit. */
  maxRequestsPerConnection?: number;
  /** Retries at once. Default: no limit. */
  maxRetries?: number;
  /** How long a connection may be without requests. Default 1h. */
  idleTimeout?: Duration;
  /** Whether HTTP/1.1 becomes HTTP/2. Default: as the mesh configuration says. */
  h2UpgradePolicy?: "DEFAULT" | "DO_NOT_UPGRADE" | "UPGRADE";
  /** Speak the protocol that the caller speaks; not with UPGRADE. Default false. */
  useClientProtocol?: boolean;
  /** Streams at once over one HTTP/2 connection. */
  maxConcurrentStreams?: number;
  http2KeepAlive?: { interval: Duration; timeout: Duration };
}

const count = integer(0);

const orNone: Check = allow(
  (value) => value === "0s" || milliseconds(value, "").length === 0,
  'a duration in whole milliseconds, such as "1m", or "0s" for no limit',
);

export const connectionPool: Check = fields<ConnectionPoolSettings>(
  {
    tcp: fields<TCPSettings>({
      maxConnections: count,
      connectTimeout: milliseconds,
      tcpKeepalive: fields<NonNullable<TCPSettings["tcpKeepalive"]>>({
        probes: count,
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
