import { ApiClient } from "../../../kubernetes/client/apiClient";
import type { Connection } from "../../../kubernetes/client/connection";
import { Discovery } from "../../../kubernetes/client/discovery";
import { resolveConnection } from "../../../kubernetes/client/kubeconfig";
import { mayDoAll, type MissingRights, missingRights } from "./accessReviews";
import { type Admission, admissionOf } from "./admission";
import { resolveKinds } from "./kinds";
import type { Needs, PlannedObject } from "./requirements";
import { type DnsFacts, dnsFacts, type NodeFacts, nodeFacts, proxyFacts } from "./network";
import { nodePortFacts, type NodePortFacts } from "./nodePorts";
import { type Existing, existingObjects, foreignObjects } from "./objects";
import { rightsFor } from "./rights";
import { type Told, tell } from "./probe";
import { unreachableText } from "./unreachable";

const NONE_MISSING: MissingRights = { direct: [], granted: [] };
/** Milliseconds that a cluster may take to answer. */
const TIMEOUT = 15_000;

/** What was found of a cluster that does not answer, or not with these credentials. */
export interface Unreachable {
  server: string;
  unreachable: string;
}

/** What was found of a cluster, as far as it was asked for. */
export interface Reached {
  server: string;
  unreachable?: undefined;
  /** `v1.33.13` */
  version: string;
  /** Kinds of the objects that the cluster does not serve. */
  missingKinds: string[];
  rights: Told<MissingRights>;
  /** Objects that are there already, without those of an earlier `up`. */
  existing: Told<Existing[]>;
  /** For each entry of `absent`, what there is of it. */
  foreign: Told<string[]>[];
  nodes: Told<NodeFacts[]>;
  nodePorts: Told<NodePortFacts>;
  dns: Told<DnsFacts>;
  proxy: Told<string | undefined>;
  admission: Admission[];
}

export type Facts = Unreachable | Reached;

/**
 * Asks the cluster; changes nothing on it.
 * @param own objects that the stack has there already
 */
export async function gatherFacts(needs: Needs, own: readonly PlannedObject[]): Promise<Facts> {
  const { kubeconfig, context } = needs;
  let connection: Connection;
  try {
    connection = resolveConnection({ kubeconfig, ...(context !== undefined && { context }) });
  } catch (error) {
    return { server: "", unreachable: (error as Error).message };
  }
  const client = new ApiClient(connection, { backOff: [], timeout: TIMEOUT });
  const { server } = connection;
  try {
    const { gitVersion } = await client.getPath("/version");
    // Who is not known is asked for nothing more: `/version` is for everybody.
    const administrator = await mayDoAll(client);
    const facts = await factsOf(client, needs, own, { version: String(gitVersion), administrator });
    return { server, ...facts };
  } catch (error) {
    return { server, unreachable: unreachableText(connection, error) };
  } finally {
    client.close();
  }
}

async function factsOf(
  client: ApiClient,
  needs: Needs,
  own: readonly PlannedObject[],
  { version, administrator }: { version: string; administrator: boolean },
): Promise<Omit<Reached, "server">> {
  const searched = needs.absent.map(({ apiVersion, kind }) => ({ apiVersion, kind, name: "" }));
  const discovery = new Discovery(client);
  const [{ pluralOf, missing }, all] = await Promise.all([
    resolveKinds(discovery, needs.objects),
    resolveKinds(discovery, [...needs.objects, ...searched]),
  ]);
  const ownKeys = new Set(own.map(keyOf));
  const [rights, existing, foreign, nodes, nodePorts, dns, proxy, admission] = await Promise.all([
    administrator
      ? { value: NONE_MISSING }
      : tell("ask for their own rights", () =>
          missingRights(client, rightsFor(needs.objects, pluralOf), needs.rules),
        ),
    existingObjects(
      client,
      needs.objects.filter((object) => !ownKeys.has(keyOf(object))),
      pluralOf,
    ),
    foreignObjects(client, needs, all.pluralOf),
    nodeFacts(client),
    nodePortFacts(client, needs),
    dnsFacts(client),
    proxyFacts(client, version),
    admissionOf(client, needs.pods),
  ]);
  return {
    version,
    missingKinds: missing,
    rights,
    existing,
    foreign,
    nodes,
    nodePorts,
    dns,
    proxy,
    admission,
  };
}

/** What makes two objects the same one, whatever version of its group says so. */
const keyOf = ({ apiVersion, kind, namespace = "", name }: PlannedObject): string =>
  [apiVersion.split("/").slice(0, -1).join("/"), kind, namespace, name].join("|");
