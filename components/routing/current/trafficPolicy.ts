import { allow, fields, list, required, type Check, type TypeOf } from "../problems";
import { oneOf, percent, port } from "../values";
import { clientTLS } from "./clientTLS";
import { connectionPool } from "./connectionPool";
import { portSelector } from "./destination";
import { loadBalancer } from "./loadBalancer";
import { outlierDetection } from "./outlierDetection";
import { isAddress, isDomain } from "./hosts";
import { milliseconds, unsigned } from "./values";

/** Settings of the callers of a port; at least one field is set. */
const portPolicy = {
  loadBalancer,
  connectionPool,
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
