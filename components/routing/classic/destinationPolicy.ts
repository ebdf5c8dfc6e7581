import { istioService } from "./istioService";
import { fields, oneField, required, type TypeOf } from "../problems";
import { duration, flag, integer, oneOf } from "../values";

const count = integer(0);

export const destinationPolicy = fields(
  {
    /** The service or one of its versions. */
    destination: required(istioService),
    /** The calling service. Default: all callers. */
    source: istioService,
    /** Load balancing over the instances: an algorithm of Envoy. */
    loadBalancing: oneField({
      name: oneOf("ROUND_ROBIN", "LEAST_CONN", "RANDOM"),
      ringHash: fields({
        /** Minimum size of the ring. */
        ringSize: required(integer(1)),
        /** Uses the hash of the C++ standard library. Default false: xxHash. */
        stdHash: flag,
      }),
    }),
    /** Limits for callers, and when an instance is ejected from load balancing. */
    circuitBreaker: fields({
      simpleCb: required(
        fields({
          /** Maximum number of connections. */
          maxConnections: count,
          /** Maximum number of requests that wait for a connection. Default 1024. */
          httpMaxPendingRequests: count,
          /** Maximum number of concurrent requests. Default 1024. */
          httpMaxRequests: count,
          /** Minimum ejection time. Default 30s. */
          sleepWindow: duration,
          /** Consecutive errors (5xx) after which an instance is ejected. Default 5. */
          httpConsecutiveErrors: count,
          /** Interval of ejection checks. Default 10s. */
          httpDetectionInterval: duration,
          /** Maximum number of requests per connection; 1 disables keep-alive. */
          httpMaxRequestsPerConnection: count,
          /** Maximum percentage of ejected instances. Default 10. */
          httpMaxEjectionPercent: integer(0, 100),
          /** Maximum number of concurrent retries. Default 3. */
          httpMaxRetries: count,
        }),
      ),
    }),
  },
  { atLeastOne: [["loadBalancing", "circuitBreaker"]] },
);

/**
 * Settings for the callers of a service (`DestinationPolicy` of istio/api 0.2). Applies only to versions that a
 * rule routes to.
 */
export interface DestinationPolicySpec extends TypeOf<typeof destinationPolicy> {}
