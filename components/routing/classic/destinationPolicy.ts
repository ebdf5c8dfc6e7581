import { istioService, type IstioService } from "./istioService";
import { fields, type Check } from "../problems";
import { duration, flag, integer, oneOf, type Duration } from "../values";

/**
 * Settings for the callers of a service (`DestinationPolicy` of istio/api 0.2). Applies only to versions that a
 * rule routes to.
 */
export interface DestinationPolicySpec {
  /** The service or one of its versions. */
  destination: IstioService;
  /** The calling service. Default: all callers. */
  source?: IstioService;
  /** Load balancing over the instances. */
  loadBalancing?: LoadBalancing;
  circuitBreaker?: { simpleCb: SimpleCircuitBreaker };
}

/** A load balancing algorithm of Envoy. */
type LoadBalancing = { name: "ROUND_ROBIN" | "LEAST_CONN" | "RANDOM" } | { ringHash: RingHash };

interface RingHash {
  /** Minimum size of the ring. */
  ringSize: number;
  /** Uses the hash of the C++ standard library. Default false: xxHash. */
  stdHash?: boolean;
}

/** Limits for callers, and when an instance is ejected from load balancing. */
interface SimpleCircuitBreaker {
  /** Maximum number of connections. */
  maxConnections?: number;
  /** Maximum number of requests that wait for a connection. Default 1024. */
  httpMaxPendingRequests?: number;
  /** Maximum number of concurrent requests. Default 1024. */
  httpMaxRequests?: number;
  /** Minimum ejection time. Default 30s. */
  sleepWindow?: Duration;
  /** Consecutive errors (5xx) after which an instance is ejected. Default 5. */
  httpConsecutiveErrors?: number;
  /** Interval of ejection checks. Default 10s. */
  httpDetectionInterval?: Duration;
  /** Maximum number of requests per connection; 1 disables keep-alive. */
  httpMaxRequestsPerConnection?: number;
  /** Maximum percentage of ejected instances. Default 10. */
  httpMaxEjectionPercent?: number;
  /** Maximum number of concurrent retries. Default 3. */
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
