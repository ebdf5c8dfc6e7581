import { isDeepStrictEqual } from "node:util";
import type { Cluster, TemporaryObject } from "./cluster";

/** The label of temporary objects, by which the next run finds the leftovers of a killed one. */
const MARK = ["app.kubernetes.io/managed-by", "meshstack-verify"] as const;

/** Describes an object on the cluster with the same name as a temporary one but another spec; undefined without one. */
export async function conflictingObject(
  cluster: Cluster,
  objects: readonly TemporaryObject[],
): Promise<string | undefined> {
  for (const object of objects) {
    const found = await cluster.find(object);
    if (found !== undefined && !isMarked(found) && !isDeepStrictEqual(found.spec, object.spec)) {
      const { kind, metadata } = object;
      return `the cluster has another ${kind} ${metadata.namespace}/${metadata.name}`;
    }
  }
  return undefined;
}

/**
 * Runs an action while objects exist on a cluster, and deletes those that it created, even if the action fails. An
 * identical object that already exists stays unchanged.
 */
export async function withTemporaryObjects<T>(
  cluster: Cluster,
  objects: readonly TemporaryObject[],
  action: () => Promise<T>,
): Promise<T> {
  const created: TemporaryObject[] = [];
  try {
    for (const object of objects) {
      const found = await cluster.find(object);
      if (found !== undefined && !isMarked(found)) continue;
      // Recorded before the request: the object may exist even if the answer is lost.
      created.unshift(object);
      await cluster.apply(marked(object));
    }
    return await action();
  } finally {
    for (const object of created) await cluster.delete(object);
  }
}

/** Deletes the leftovers of a killed run. */
export async function deleteLeftovers(cluster: Cluster, objects: readonly TemporaryObject[]): Promise<void> {
  for (const object of [...objects].reverse()) {
    const found = await cluster.find(object);
    if (found !== undefined && isMarked(found)) await cluster.delete(object);
  }
}

const isMarked = ({ metadata }: TemporaryObject): boolean => metadata.labels?.[MARK[0]] === MARK[1];

const marked = (object: TemporaryObject): TemporaryObject => ({
  ...object,
  metadata: { ...object.metadata, labels: { ...object.metadata.labels, [MARK[0]]: MARK[1] } },
});
