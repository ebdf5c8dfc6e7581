import { ApiClient } from "../../../../../lib/clients/kubernetes/apiClient";
import type { Connection } from "../../../../../lib/clients/kubernetes/connection";
import { Discovery } from "../../../../../lib/clients/kubernetes/discovery";
import { resolveConnection } from "../../../../../lib/clients/kubernetes/resolveConnection";
import { admissionOf } from "./admission";
import { resolveKinds } from "./kinds";
import type { Requirements, PlannedObject } from "./requirements";
import { dnsFacts, nodeFacts, proxyFacts } from "./network";
import { nodePortFacts } from "./nodePorts";
import { existingObjects, foreignObjects } from "./objects";
import { mayDoAll, type MissingRights, missingRights, rightsFor } from "./rights";
import { type Probe, probe } from "./probe";
import type { Unreachable } from "../preflightType";
import { explainUnreachable } from "./unreachable";

const NONE_MISSING: Probe<MissingRights> = { value: { direct: [], granted: [] } };
/** Milliseconds per request. */
const TIMEOUT = 15_000;

/** Facts of a cluster, as far as they are required. */
export type Reached = Awaited<ReturnType<typeof factsOf>> & { server: string; unreachable?: undefined };
export type Facts = Unreachable | Reached;

type Previous = Pick<Requirements, "objects" | "nodePorts">;

/**
 * Queries the cluster; changes nothing.
 * @param previous the requirements of the last `up`, whose objects the stack has created
 */
export async function gatherFacts(
  requirements: Requirements,
  previous: Previous | undefined,
): Promise<Facts> {
  const { kubeconfig, context } = requirements;
  let connection: Connection;
  try {
    connection = resolveConnection({ kubeconfig, ...(context !== undefined && { context }) });
  } catch (error) {
    return { unreachable: { text: (error as Error).message } };
  }
  const client = new ApiClient(connection, { backOff: [], timeout: TIMEOUT });
  const { server } = connection;
  try {
    const { gitVersion } = await client.getPath("/version");
    return { server, ...(await factsOf(client, requirements, previous, String(gitVersion))) };
  } catch (error) {
    return { unreachable: explainUnreachable(connection, error) };
  } finally {
    client.close();
  }
}

async function factsOf(
  client: ApiClient,
  requirements: Requirements,
  { objects: own, nodePorts: ownPorts }: Previous = { objects: [], nodePorts: [] },
  version: string,
) {
  // `/version` is anonymous, so check the credentials before anything else.
  const administrator = await mayDoAll(client);
  const { pluralOf, missing } = await resolveKinds(new Discovery(client), requirements);
  const ownKeys = new Set(own.map(keyOf));
  const [rights, existing, foreign, nodes, nodePorts, dns, proxy, admission] = await Promise.all([
    administrator
      ? NONE_MISSING
      : probe("review their own permissions", () =>
          missingRights(client, rightsFor(requirements.objects, pluralOf), requirements.rules),
        ),
    existingObjects(
      client,
      requirements.objects.filter((object) => !ownKeys.has(keyOf(object))),
      pluralOf,
    ),
    foreignObjects(client, { ...requirements, own }, pluralOf),
    nodeFacts(client),
    nodePortFacts(client, { ...requirements, ownPorts }),
    dnsFacts(client),
    proxyFacts(client, version),
    admissionOf(client, requirements.pods),
  ]);
  return {
    /** `v1.33.13` */
    version,
    /** Kinds that the cluster does not support. */
    missingKinds: missing,
    rights,
    /** Existing objects, without those of an earlier `up`. */
    existing,
    /** What exists for each entry of `absent`. */
    foreign,
    nodes,
    nodePorts,
    dns,
    proxy,
    admission,
  };
}

/** The identity of an object, without the version of its API group. */
const keyOf = ({ apiVersion, kind, namespace = "", name }: PlannedObject): string =>
  [apiVersion.split("/").slice(0, -1).join("/"), kind, namespace, name].join("|");
