import { ApiError, isInvalid } from "../../../../lib/clients/kubernetes/apiError";
import { idOf, isMap, mapsAt, numberAt, textAt } from "../../../../lib/clients/kubernetes/object";
import { without, type KubernetesObject } from "../object";
import type { OperationContext } from "./context";

/** Seconds between attempts while a Service that the same run updates holds the NodePort. */
export const WAITS_FOR_PORT = [0.1, 0.3, 0.6, 1, 2, 4];
const ALLOCATED = /nodePort: Invalid value: (\d+): provided port is already allocated/;
const ALL_SERVICES = { path: "/api/v1/services", apiVersion: "v1", kind: "Service" };

/** True for the server's answer that another Service has the NodePort. */
export const isPortTaken = (error: unknown): boolean =>
  error instanceof ApiError && isInvalid(error) && ALLOCATED.test(error.message);

const nodePortsOf = (service: KubernetesObject): number[] =>
  mapsAt(service, "spec", "ports").flatMap((port) => numberAt(port, "nodePort") ?? []);

/**
 * Updates a Service whose new NodePorts other Services of the same run may still hold. The server has no update of
 * several objects, so that Services that exchange ports would wait for each other: one of them first frees its ports.
 */
export async function updatePorts(
  context: OperationContext,
  live: KubernetesObject,
  wanted: KubernetesObject,
  write: (service: KubernetesObject) => Promise<KubernetesObject>,
): Promise<KubernetesObject> {
  const { nodePorts } = context;
  const id = idOf(live);
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        return await write(wanted);
      } catch (error) {
        const seconds = WAITS_FOR_PORT[attempt];
        if (!isPortTaken(error) || seconds === undefined) throw error;
        if (attempt === 0) nodePorts.add(id, nodePortsOf(live), nodePortsOf(wanted));
        if (nodePorts.isInCycle(id) && isNodePortService(live) && isNodePortService(wanted)) {
          await write(withoutPorts(wanted));
          nodePorts.add(id, [], nodePortsOf(wanted));
        }
        await context.pause(seconds * 1000).catch(() => {
          throw error;
        });
      }
    }
  } finally {
    nodePorts.remove(id);
  }
}

const isNodePortService = (service: KubernetesObject): boolean =>
  textAt(service, "spec", "type") === "NodePort";

/** The Service without NodePorts, and without the field that only a Service with them may have. */
function withoutPorts(service: KubernetesObject): KubernetesObject {
  const spec = isMap(service.spec) ? without(service.spec, "externalTrafficPolicy") : {};
  const ports = mapsAt(service, "spec", "ports").map((port) => without(port, "nodePort"));
  return { ...service, spec: { ...spec, type: "ClusterIP", ports } };
}

/** Says who has the NodePort of an error, and how to free it; empty for other errors. */
export async function adviceForPort(context: OperationContext, error: unknown): Promise<string> {
  if (!isPortTaken(error)) return "";
  const port = Number(ALLOCATED.exec((error as ApiError).message)![1]);
  const services = await context
    .cluster()
    .client.list(ALL_SERVICES)
    .then(
      ({ items }) => items,
      () => undefined,
    );
  const holder = services?.find((service) => nodePortsOf(service).includes(port));
  if (services !== undefined && holder === undefined) {
    return (
      `\n\nNodePort ${port}: found it reserved by the creation of a Service that did not complete; expected a free ` +
      "port. The API server frees the port within 10 minutes. Run the update again then, or choose another NodePort."
    );
  }
  // Without permission to list all Services, the advice is without the name.
  return (
    `\n\nNodePort ${port}: found it on ${holder ? `the Service ${idOf(holder)}` : "another Service"}; expected a free ` +
    "port. Choose another NodePort. If this update deletes that Service, delete it in an earlier update, " +
    "because an update deletes last."
  );
}
