import { fields, list, type Check } from "../problems";
import { domain, integer, oneOf, percent, port, type Duration } from "../values";
import { clientTLS, type ClientTLSSettings } from "./clientTLS";
import { connectionPool, type ConnectionPoolSettings } from "./connectionPool";
import { portSelector, type PortSelector } from "./destination";
import { loadBalancer, type LoadBalancerSettings } from "./loadBalancer";
import { outlierDetection, type OutlierDetection } from "./outlierDetection";
import { milliseconds } from "./values";

/** How callers treat a service; one field or more. */
export interface TrafficPolicy extends PortPolicy {
  /** Other policies for single ports; what one does not say has its default, not what is said above. */
  portLevelSettings?: ({ port: PortSelector } & PortPolicy)[];
  /** Put TCP connections through an HTTP proxy. Not with `proxyProtocol`. */
  tunnel?: { protocol?: "CONNECT" | "POST"; targetHost: string; targetPort: number };
  /** Send the PROXY protocol's header. */
  proxyProtocol?: { version?: "V1" | "V2" };
  /** Retries at once, as a share of the requests. */
  retryBudget?: { percent?: number; minRetryConcurrency?: number; budgetInterval?: Duration };
}

/** How callers treat a port of a service; one field or more. */
interface PortPolicy {
  loadBalancer?: LoadBalancerSettings;
  connectionPool?: ConnectionPoolSettings;
  outlierDetection?: OutlierDetection;
  /** Default: the mesh's mutual TLS with whoever can. */
  tls?: ClientTLSSettings;
}

const portPolicy = { loadBalancer, connectionPool, outlierDetection, tls: clientTLS };
const portPolicyNames = ["loadBalancer", "connectionPool", "outlierDetection", "tls"] as const;

export const trafficPolicy: Check = fields<TrafficPolicy>(
  {
    ...portPolicy,
    portLevelSettings: list(
      fields<{ port: PortSelector } & PortPolicy>(
        { ...portPolicy, port: portSelector },
        { required: ["port"], atLeastOne: [portPolicyNames] },
      ),
    ),
    tunnel: fields<NonNullable<TrafficPolicy["tunnel"]>>(
      { protocol: oneOf("CONNECT", "POST"), targetHost: domain, targetPort: port },
      { required: ["targetHost", "targetPort"] },
    ),
    proxyProtocol: fields<NonNullable<TrafficPolicy["proxyProtocol"]>>({ version: oneOf("V1", "V2") }),
    retryBudget: fields<NonNullable<TrafficPolicy["retryBudget"]>>({
      percent,
      minRetryConcurrency: integer(0),
      budgetInterval: milliseconds,
    }),
  },
  {
    atLeastOne: [[...portPolicyNames, "portLevelSettings", "tunnel", "proxyProtocol", "retryBudget"]],
    atMostOne: [["tunnel", "proxyProtocol"]],
  },
);
