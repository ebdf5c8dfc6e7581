import { fields, list, type Check } from "../problems";
import { dnsLabel, port } from "../values";
import { hostOrAddress } from "./hosts";
import { routeDestinations, type RouteDestination } from "./destination";
import { gatewayName, labelSet, range } from "./values";

/** Routes TLS connections that the proxy does not terminate. */
export interface TLSRoute {
  /** Conditions, of which at least one must match. */
  match: TLSMatchAttributes[];
  route: RouteDestination[];
}

/** Routes TCP connections. */
export interface TCPRoute {
  /** Conditions, of which at least one must match. Default: all connections. */
  match?: L4MatchAttributes[];
  route: RouteDestination[];
}

/** Selects connections; all conditions must match. */
interface L4MatchAttributes {
  /** IPv4 or IPv6 addresses with or without a prefix length. */
  destinationSubnets?: string[];
  port?: number;
  /** Labels of the calling pod. */
  sourceLabels?: Record<string, string>;
  /** Namespace of the calling pod. */
  sourceNamespace?: string;
  /** A subset of the gateways of the VirtualService. */
  gateways?: string[];
}

interface TLSMatchAttributes extends L4MatchAttributes {
  /** Requested server names; each must be covered by a host of the VirtualService. */
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
        { ...l4Conditions, sniHosts: list(hostOrAddress, 1) },
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
    ),
    route: routeDestinations,
  },
  { required: ["route"] },
);
