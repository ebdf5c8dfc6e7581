import type { NetworkEndpoint } from "./inputs";
import { withoutEmpty } from "../fields/convert";

/** The daemon's settings for a container's connection to a network. */
export function endpointOf(endpoint: NetworkEndpoint): object {
  const { aliases, driverOpts, gwPriority, ipv4Address, ipv6Address, linkLocalIps, macAddress } = endpoint;
  const addresses = withoutEmpty({
    IPv4Address: ipv4Address,
    IPv6Address: ipv6Address,
    LinkLocalIPs: linkLocalIps,
  });
  return withoutEmpty({
    Aliases: aliases,
    DriverOpts: driverOpts && Object.fromEntries(driverOpts.map(pairOf)),
    GwPriority: gwPriority,
    MacAddress: macAddress,
    IPAMConfig: Object.keys(addresses).length > 0 ? addresses : undefined,
  });
}

function pairOf(option: string): [string, string] {
  const [key, ...value] = option.split("=");
  return [key!, value.join("=")];
}
