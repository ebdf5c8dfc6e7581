import type Dockerode from "dockerode";
import type { PropertyMap } from "../../../protocol/values";
import { fromLabels, toLabels, withoutEmpty, type Label } from "../fields/convert";

interface NetworkInputs {
  name: string;
  attachable?: boolean;
  driver?: string;
  ingress?: boolean;
  internal?: boolean;
  ipamConfigs?: {
    auxAddress?: Record<string, string>;
    gateway?: string;
    ipRange?: string;
    subnet?: string;
  }[];
  ipamDriver?: string;
  ipamOptions?: Record<string, string>;
  ipv6?: boolean;
  labels?: Label[];
  options?: Record<string, string>;
}

/** The daemon's options for a new network. */
export function networkOptions(inputs: PropertyMap): Dockerode.NetworkCreateOptions {
  const given = inputs as unknown as NetworkInputs;
  const { ipamConfigs, ipamDriver = "default", ipamOptions } = given;
  return withoutEmpty({
    Name: given.name,
    // Without it, old daemons allow two networks with the same name, which makes the name ambiguous.
    CheckDuplicate: true,
    Driver: given.driver,
    Internal: given.internal,
    Attachable: given.attachable,
    Ingress: given.ingress,
    EnableIPv6: given.ipv6,
    Options: given.options,
    Labels: fromLabels(given.labels),
    IPAM: withoutEmpty({
      Driver: ipamDriver,
      Options: ipamOptions,
      Config: ipamConfigs?.map(({ subnet, ipRange, gateway, auxAddress }) =>
        withoutEmpty({ Subnet: subnet, IPRange: ipRange, Gateway: gateway, AuxiliaryAddresses: auxAddress }),
      ),
    }),
  }) as Dockerode.NetworkCreateOptions;
}

/** Converts the daemon's description of a network to its outputs. */
export function networkOutputs(live: Dockerode.NetworkInspectInfo): PropertyMap {
  return withoutEmpty({
    name: live.Name,
    attachable: live.Attachable,
    driver: live.Driver,
    ingress: live.Ingress,
    internal: live.Internal,
    ipamConfigs: (live.IPAM?.Config ?? []).map((config) => {
      const { Subnet, IPRange, Gateway, AuxiliaryAddresses, AuxAddress } = config as Record<string, string>;
      return withoutEmpty({
        subnet: Subnet,
        ipRange: IPRange,
        gateway: Gateway,
        auxAddress: AuxiliaryAddresses ?? AuxAddress,
      });
    }),
    ipamDriver: live.IPAM?.Driver,
    ipamOptions: live.IPAM?.Options ?? undefined,
    ipv6: live.EnableIPv6,
    labels: toLabels(live.Labels),
    options: live.Options ?? {},
    scope: live.Scope,
  }) as PropertyMap;
}
