import { allow, fields, list, type Check } from "../problems";
import { oneOf, percent, port, type Duration } from "../values";
import { clientTLS, type ClientTLSSettings } from "./clientTLS";
import { connectionPool, type ConnectionPoolSettings } from "./connectionPool";
import { portSelector, type PortSelector } from "./destination";
import { loadBalancer, type LoadBalancerSettings } from "./loadBalancer";
import { outlierDetection, type OutlierDetection } from "./outlierDetection";
import { isAddress, isDomain } from "./hosts";
import { milliseconds, unsigned } from "./values";

/** Settings of the callers of a service; at least one field is set. */
export interface TrafficPolicy extends PortPolicy {
  /** Policies of single ports. Their omitted fields have defaults; they are not inherited from this policy. */
  portLevelSettings?: ({ port: PortSelector } & PortPolicy)[];
  /** Tunnels TCP connections through an HTTP proxy. Excludes `proxyProtocol`. */
  tunnel?: { protocol?: "CONNECT" | "POST"; targetHost: string; targetPort: number };
  /** Sends the header of the PROXY protocol. */
  proxyProtocol?: { version?: "V1" | "V2" };
  /** Maximum concurrent retries as a percentage of the requests. */
  retryBudget?: { percent?: number; minRetryConcurrency?: number; budgetInterval?: Duration };
}

/** Settings of the callers of a port; at least one field is set. */
interface PortPolicy {
  loadBalancer?: LoadBalancerSettings;
  connectionPool?: ConnectionPoolSettings;
  outlierDetection?: OutlierDetection;
  /** Default: the mesh's mutual TLS if the service supports it. */
  tls?: ClientTLSSettings;
}

const portPolicy = { loadBalancer, connectionPool, outlierDetection, tls: clientTLS };
const targetHost: Check = allow(
  (value) => isDomain(value) || isAddress(value),
  "a full domain name or an IP address",
);
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
      { protocol: oneOf("CONNECT", "POST"), targetHost, targetPort: port },
      { required: ["targetHost", "targetPort"] },
    ),
    proxyProtocol: fields<NonNullable<TrafficPolicy["proxyProtocol"]>>({ version: oneOf("V1", "V2") }),
    retryBudget: fields<NonNullable<TrafficPolicy["retryBudget"]>>({
      percent,
      minRetryConcurrency: unsigned,
      budgetInterval: milliseconds,
    }),
  },
  {
    atLeastOne: [[...portPolicyNames, "portLevelSettings", "tunnel", "proxyProtocol", "retryBudget"]],
    atMostOne: [["tunnel", "proxyProtocol"]],
  },
);
