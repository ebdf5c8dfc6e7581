import type { ApiClient } from "../../../kubernetes/client/apiClient";
import { ApiError } from "../../../kubernetes/client/apiError";
import { idOf, mapsAt, numberAt } from "../../../kubernetes/object";
import { type Needs, titleOf } from "./requirements";
import { type Told, tell } from "./probe";

/** Who has a NodePort: a Service, `NAMESPACE/NAME`, or one that may not be seen. */
export type Holder = string | undefined;

/** What is known of the NodePorts that are asked for. */
export interface NodePortFacts {
  /** Only ports that Services other than the planned ones have. */
  taken: Map<number, Holder>;
  /** A NodePort outside Kubernetes' usual range that some Service has: the cluster has another range. */
  unusual?: number;
}

export const USUAL_RANGE = { min: 30000, max: 32767 };

/**
 * Who has the NodePorts. Where Services may not be listed, the server is asked to try a Service with each of them and not
 * to keep it.
 */
export async function nodePortFacts(
  client: ApiClient,
  { nodePorts, objects }: Pick<Needs, "nodePorts" | "objects">,
): Promise<Told<NodePortFacts>> {
  const services = await tell("list services in all namespaces", () =>
    client.list({ path: "/api/v1/services", apiVersion: "v1", kind: "Service" }),
  );
  if ("value" in services) return { value: fromServices(services.value.items, nodePorts) };
  const namespaces = [...new Set(["default", ...objects.flatMap(({ namespace }) => namespace ?? [])])];
  for (const namespace of namespaces) {
    const tried = await tell(`create services in ${namespace}`, () =>
      tryPorts(client, namespace, { nodePorts, objects }),
    );
    if ("value" in tried) return { value: { taken: tried.value } };
  }
  return services;
}

function fromServices(services: Parameters<typeof idOf>[0][], nodePorts: Needs["nodePorts"]): NodePortFacts {
  const holders = services.flatMap((service) =>
    mapsAt(service, "spec", "ports").flatMap((port) => {
      const nodePort = numberAt(port, "nodePort");
      return nodePort === undefined ? [] : [[nodePort, idOf(service)] as const];
    }),
  );
  const taken = holders.filter(([port, holder]) =>
    nodePorts.some((wanted) => wanted.port === port && wanted.service !== holder),
  );
  const unusual = holders.find(([port]) => port < USUAL_RANGE.min || port > USUAL_RANGE.max)?.[0];
  return { taken: new Map(taken), ...(unusual !== undefined && { unusual }) };
}

/** @throws ApiError where no Service may be made there */
async function tryPorts(
  client: ApiClient,
  namespace: string,
  { nodePorts, objects }: Pick<Needs, "nodePorts" | "objects">,
): Promise<Map<number, Holder>> {
  const collection = { path: `/api/v1/namespaces/${namespace}/services`, apiVersion: "v1", kind: "Service" };
  const taken = new Map<number, Holder>();
  for (const { port, service } of nodePorts) {
    const object = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { generateName: "meshstack-check-" },
      spec: { type: "NodePort", ports: [{ port: 80, nodePort: port }] },
    };
    try {
      await client.post(collection, object, { fieldManager: "meshstack", dryRun: true });
    } catch (error) {
      if (!(error instanceof ApiError && error.isInvalid)) throw error;
      if (!(await isOwn(client, service, port, objects))) taken.set(port, undefined);
    }
  }
  return taken;
}

/** Whether the planned Service has the port itself. */
async function isOwn(
  client: ApiClient,
  service: string,
  port: number,
  objects: Needs["objects"],
): Promise<boolean> {
  const [namespace = "", name = ""] = service.split("/");
  if (!objects.some((object) => titleOf(object) === `Service ${service}`)) return false;
  const collection = { path: `/api/v1/namespaces/${namespace}/services`, apiVersion: "v1", kind: "Service" };
  const found = await tell("get services", () => client.get(collection, name));
  return "value" in found && mapsAt(found.value, "spec", "ports").some((each) => each.nodePort === port);
}
