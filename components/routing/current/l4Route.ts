import { fields, list, required, type Check, type TypeOf } from "../problems";
import { dnsLabel, port } from "../values";
import { hostOrAddress } from "./hosts";
import { routeDestinations } from "./destination";
import { gatewayName, labelSet, range } from "./values";

/** Selects connections; all conditions must match. */
const conditions = {
  /** IPv4 or IPv6 addresses with or without a prefix length. */
  destinationSubnets: list(range),
  port,
  /** Labels of the calling pod. */
  sourceLabels: labelSet,
  /** Namespace of the calling pod. */
  sourceNamespace: dnsLabel,
  /** A subset of the gateways of the VirtualService. */
  gateways: list(gatewayName),
};

const tls = fields({
  /** Conditions. At least one must match. */
  match: required(
    list(
      fields({
        ...conditions,
        /** Requested server names; each must be covered by a host of the VirtualService. */
        sniHosts: required(list(hostOrAddress, 1)),
      }),
      1,
    ),
  ),
  route: required(routeDestinations),
});

/** Routes TLS connections that the proxy does not terminate. */
export interface TLSRoute extends TypeOf<typeof tls> {}

export const tlsRoute: Check<TLSRoute> = tls;

const tcp = fields({
  /** Conditions. At least one must match. Default: all connections. */
  match: list(
    fields(conditions, {
      atLeastOne: [["destinationSubnets", "port", "sourceLabels", "sourceNamespace", "gateways"]],
    }),
  ),
  route: required(routeDestinations),
});

/** Routes TCP connections. */
export interface TCPRoute extends TypeOf<typeof tcp> {}

export const tcpRoute: Check<TCPRoute> = tcp;
