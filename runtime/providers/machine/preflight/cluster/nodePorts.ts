import { type ApiClient, collectionOf } from "../../../../../lib/clients/kubernetes/apiClient";
import { isInvalid } from "../../../../../lib/clients/kubernetes/apiError";
import { idOf, mapsAt, numberAt } from "../../../../../lib/clients/kubernetes/object";
import type { Requirements } from "./requirements";
import { type Probe, probe } from "./probe";

/** The Service that has a NodePort, `NAMESPACE/NAME`; undefined when it is not visible. */
type Holder = string | undefined;

/** Facts of the required NodePorts. */
export interface NodePortFacts {
  /** Only ports of Services other than the planned ones and those that they replace. */
  taken: Map<number, Holder>;
  /** A NodePort of some Service outside Kubernetes' default range: the cluster has another range. */
  unusual?: number;
}

type NodePorts = Requirements["nodePorts"];

/** A required NodePort, and the Services of the stack that may have it already. */
interface AllowedHolders {
  port: number;
  services: string[];
}

/** The collection of Services. @param namespace default: all */
const servicesIn = (namespace?: string) => collectionOf("v1", "Service", "services", namespace);

export const USUAL_RANGE = { min: 30000, max: 32767 };

/**
 * Finds the Services that have the NodePorts. Where listing Services is not allowed, creates a Service with each port in a
 * dry run.
 * @param requirements.ownPorts the NodePorts of the last `up`
 */
export async function nodePortFacts(
  client: ApiClient,
  { objects, ownPorts, ...given }: Pick<Requirements, "nodePorts" | "objects"> & { ownPorts: NodePorts },
): Promise<Probe<NodePortFacts>> {
  // A Service of the last `up` with the same port for the same purpose: this `up` replaces it.
  const nodePorts = given.nodePorts.map((wanted) => {
    const last = ownPorts.filter((own) => own.port === wanted.port && own.for === wanted.for);
    return { port: wanted.port, services: [wanted, ...last].map(({ service }) => service) };
  });
  const services = await probe("list services in all namespaces", () => client.list(servicesIn()));
  if (services.unknown === undefined) return { value: fromServices(services.value.items, nodePorts) };
  const namespaces = [...new Set(["default", ...objects.flatMap(({ namespace }) => namespace ?? [])])];
  for (const namespace of namespaces) {
    const tried = await probe(`create services in ${namespace}`, () =>
      tryPorts(client, namespace, nodePorts),
    );
    if (tried.unknown === undefined) return { value: { taken: tried.value } };
  }
  return services;
}

function fromServices(
  services: Parameters<typeof idOf>[0][],
  nodePorts: readonly AllowedHolders[],
): NodePortFacts {
  const holders = services.flatMap((service) =>
    mapsAt(service, "spec", "ports").flatMap((port) => {
      const nodePort = numberAt(port, "nodePort");
      return nodePort === undefined ? [] : [[nodePort, idOf(service)] as const];
    }),
  );
  const taken = holders.filter(([port, holder]) =>
    nodePorts.some((wanted) => wanted.port === port && !wanted.services.includes(holder)),
  );
  const unusual = holders.find(([port]) => port < USUAL_RANGE.min || port > USUAL_RANGE.max)?.[0];
  return { taken: new Map(taken), ...(unusual !== undefined && { unusual }) };
}

/** @throws ApiError when no Service may be created in the namespace */
async function tryPorts(
  client: ApiClient,
  namespace: string,
  nodePorts: readonly AllowedHolders[],
): Promise<Map<number, Holder>> {
  const taken = new Map<number, Holder>();
  for (const { port, services } of nodePorts) {
    const object = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { generateName: "meshstack-check-" },
      spec: { type: "NodePort", ports: [{ port: 80, nodePort: port }] },
    };
    try {
      await client.post(servicesIn(namespace), object, { fieldManager: "meshstack", dryRun: true });
    } catch (error) {
      if (!isInvalid(error)) throw error;
      const have = await Promise.all(services.map((service) => hasPort(client, service, port)));
      if (!have.includes(true)) taken.set(port, undefined);
    }
  }
  return taken;
}

async function hasPort(client: ApiClient, service: string, port: number): Promise<boolean> {
  const [namespace = "", name = ""] = service.split("/");
  const found = await probe("get services", () => client.get(servicesIn(namespace), name));
  return mapsAt(found.value, "spec", "ports").some((each) => each.nodePort === port);
}
