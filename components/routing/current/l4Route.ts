import { fields, list, type Check } from "../problems";
import { dnsLabel, port, wildcardDomain } from "../values";
import { routeDestinations, type RouteDestination } from "./destination";
import { gatewayName, labelSet, range } from "./values";

/** Where TLS connections go, which are not ended by the proxy. */
export interface TLSRoute {
  /** Which connections: those that meet one of these. */
  match: TLSMatchAttributes[];
  route: RouteDestination[];
}

/** Where TCP connections go. */
export interface TCPRoute {
  /** Which connections: those that meet one of these. Default all. */
  match?: L4MatchAttributes[];
  route: RouteDestination[];
}

/** Which connections; every condition that is given is to be met. */
export interface L4MatchAttributes {
  /** IPv4 or IPv6 addresses with or without the length of a prefix. */
  destinationSubnets?: string[];
  port?: number;
  /** Labels of the caller. */
  sourceLabels?: Record<string, string>;
  /** Namespace of the caller. */
  sourceNamespace?: string;
  /** Gateways, some of those of the VirtualService. */
  gateways?: string[];
}

/** Which TLS connections. */
interface TLSMatchAttributes extends L4MatchAttributes {
  /** The names that are asked for, each of them one of the VirtualService's hosts or below one. */
  sniHosts: string[];
}

const l4Conditions = {
  destinationSubnets: list(range),
  port,
  sourceLabels: labelSet,
  sourceNamespace: dnsLabel,
  gateways: list(gatewayName),
};

export const tlsRoute: Check = fields<TLSRoute>(
  {
    match: list(
      fields<TLSMatchAttributes>(
        { ...l4Conditions, sniHosts: list(wildcardDomain, 1) },
        { required: ["sniHosts"] },
      ),
      1,
    ),
    route: routeDestinations,
  },
  { required: ["match", "route"] },
);

export const tcpRoute: Check = fields<TCPRoute>(
  {
    match: list(
      fields<L4MatchAttributes>(l4Conditions, {
        atLeastOne: [["destinationSubnets", "port", "sourceLabels", "sourceNamespace", "gateways"]],
      }),
      1,
    ),
    route: routeDestinations,
  },
  { required: ["route"] },
);
