import { istioService, type IstioService } from "./istioService";
import { fields, type Check } from "../problems";
import { duration, flag, integer, oneOf, type Duration } from "../values";

/** How callers treat a service (`DestinationPolicy` of istio/api 0.2). It takes effect on versions that a rule routes to. */
export interface DestinationPolicySpec {
  /** The service, or the version of it. */
  destination: IstioService;
  /** The caller. Default: all callers. */
  source?: IstioService;
  /** How one of its instances is chosen. */
  loadBalancing?: LoadBalancing;
  /** When callers stop calling. */
  circuitBreaker?: { simpleCb: SimpleCircuitBreaker };
}

/** One of Envoy's ways to choose an instance. */
type LoadBalancing = { name: "ROUND_ROBIN" | "LEAST_CONN" | "RANDOM" } | { ringHash: RingHash };

/** Choice by a hash of the request. */
interface RingHash {
  /** How many places the ring has at least. */
  ringSize: number;
  /** Use the standard library's hash. Default false: xxHash. */
  stdHash?: boolean;
}

/** Limits beyond which a caller is refused, and when an instance is left out. */
interface SimpleCircuitBreaker {
  /** Connections at once. */
  maxConnections?: number;
  /** Requests that wait for a connection. Default 1024. */
  httpMaxPendingRequests?: number;
  /** Requests at once. Default 1024. */
  httpMaxRequests?: number;
  /** How long an instance is left out at least. Default 30s. */
  sleepWindow?: Duration;
  /** After how many errors (5xx) in a row an instance is left out. Default 5. */
  httpConsecutiveErrors?: number;
  /** How often instances are looked at. Default 10s. */
  httpDetectionInterval?: Duration;
  /** Requests over one connection; 1 turns keep-alive off. */
  httpMaxRequestsPerConnection?: number;
  /** How many percent of the instances may be left out. Default 10. */
  httpMaxEjectionPercent?: number;
  /** Retries at once. Default 3. */
  httpMaxRetries?: number;
}

const count = integer(0);

export const destinationPolicy: Check = fields<DestinationPolicySpec>(
  {
    destination: istioService,
    source: istioService,
    loadBalancing: fields<{ name?: string; ringHash?: RingHash }>(
      {
        name: oneOf("ROUND_ROBIN", "LEAST_CONN", "RANDOM"),
        ringHash: fields<RingHash>({ ringSize: integer(1), stdHash: flag }, { required: ["ringSize"] }),
      },
      { exactlyOne: [["name", "ringHash"]] },
    ),
    circuitBreaker: fields<NonNullable<DestinationPolicySpec["circuitBreaker"]>>(
      {
        simpleCb: fields<SimpleCircuitBreaker>({
          maxConnections: count,
          httpMaxPendingRequests: count,
          httpMaxRequests: count,
          sleepWindow: duration,
          httpConsecutiveErrors: count,
          httpDetectionInterval: duration,
          httpMaxRequestsPerConnection: count,
          httpMaxEjectionPercent: integer(0, 100),
          httpMaxRetries: count,
        }),
      },
      { required: ["simpleCb"] },
    ),
  },
  { required: ["destination"], atLeastOne: [["loadBalancing", "circuitBreaker"]] },
);
