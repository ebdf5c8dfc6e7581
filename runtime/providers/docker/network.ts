import type Dockerode from "dockerode";
import type { PropertyMap } from "../../protocol/values";
import { ignoring, isConflict, messageOf, refusal, statusOf } from "../../../lib/clients/docker/apiError";
import { isAutoName } from "./fields/autoName";
import { fromLabels, toLabels, withoutEmpty } from "./fields/convert";
import { driftedInputs } from "./fields/compare";
import { flag, labels, map, setOf, text, withDefault, type Fields, type NamedInputsOf } from "./fields/field";
import { removeUnused } from "./removal";
import type { ResourceType } from "./resourceType";

/** The inputs of docker.Network. Every change replaces it. */
const fields = {
  attachable: flag,
  driver: text,
  ingress: flag,
  internal: flag,
  ipamConfigs: setOf({ auxAddress: map, gateway: text, ipRange: text, subnet: text }),
  ipamDriver: withDefault(text, "default"),
  ipamOptions: map,
  ipv6: flag,
  labels,
  name: text,
  options: map,
} satisfies Fields;
type Inputs = NamedInputsOf<typeof fields>;

/** Inputs that may change outside Pulumi. */
const WATCHED = ["name", "driver", "internal", "attachable", "ipv6", "labels"];

/** docker.Network. Its id is the daemon's; an import may use the name instead. */
export const network: ResourceType<Inputs> = {
  token: "docker:index/network:Network",
  fields,
  computed: ["driver", "internal", "ipamConfigs", "options", "scope"],
  autoName: true,
  schemaVersion: 1,
  deleteFirst: (olds, news) => olds.name === news.name,

  async create(context, { inputs, resumed, name: resource }) {
    const { name } = inputs;
    const live = await context.daemon.run(async (client, attempt) => {
      try {
        const { id } = await client.createNetwork(networkOptions(inputs));
        return await inspectNetwork(client, id);
      } catch (error) {
        // The response to an earlier attempt may be lost. A generated name always belongs to this resource.
        const isOurs = resumed === true || attempt > 0 || isAutoName(name, resource);
        const existing = isConflict(error) && isOurs ? await inspectNetwork(client, name) : undefined;
        if (existing) return existing;
        throw createError(name, error);
      }
    });
    return { id: live!.Id, properties: networkOutputs(live!) };
  },

  async read(context, { id, inputs }) {
    const live = await context.daemon.run((client) => inspectNetwork(client, id));
    if (!live) return undefined;
    const outputs = networkOutputs(live);
    return { id: live.Id, outputs, inputs: driftedInputs(inputs, outputs, fields, WATCHED) };
  },

  async delete(context, id, { name }) {
    const what = `the network ${String(name)} cannot be removed`;
    const inUse = await removeUnused(context, what, {
      remove: (client) => client.getNetwork(id).remove(),
      isInUse: (error) => statusOf(error) === 403 && /active endpoints/i.test(messageOf(error)),
    });
    if (inUse === undefined) return;
    const live = await context.daemon.run((client) => inspectNetwork(client, id));
    const names = Object.values(live?.Containers ?? {}).map((container) => container.Name);
    throw new Error(
      `${what}: containers are attached to it (${names.join(", ")}). Remove or disconnect them`,
      { cause: inUse },
    );
  },
};

/** @returns undefined when it does not exist */
export const inspectNetwork = (
  client: Dockerode,
  id: string,
): Promise<Dockerode.NetworkInspectInfo | undefined> => ignoring([404], client.getNetwork(id).inspect());

function createError(name: string, error: unknown): Error {
  if (!isConflict(error)) return refusal(`the network ${name} cannot be created`, error);
  return new Error(
    `the network ${name} already exists: remove it (docker network rm ${name}), choose another name, or read it by its name (docker.Network.get)`,
    { cause: error },
  );
}

/** The daemon's options for a new network. */
function networkOptions(inputs: Inputs) {
  const { ipamDriver = "default", ipamOptions, ipamConfigs } = inputs;
  return withoutEmpty({
    Name: inputs.name,
    // Without it, old daemons allow two networks with the same name, which would be ambiguous.
    CheckDuplicate: true,
    Driver: inputs.driver,
    Internal: inputs.internal,
    Attachable: inputs.attachable,
    Ingress: inputs.ingress,
    EnableIPv6: inputs.ipv6,
    Options: inputs.options,
    Labels: fromLabels(inputs.labels),
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
