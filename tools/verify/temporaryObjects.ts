import { isDeepStrictEqual } from "node:util";
import type { Cluster, TemporaryObject } from "./cluster";

/** Says of an object that it is there for a check only, so that the next run finds what a killed one has left. */
const MARK = ["app.kubernetes.io/managed-by", "meshstack-verify"] as const;

/**
 * Why objects cannot be put on a cluster for a while: there is one of the same name that is somebody else's and says
 * something else. Undefined where they can.
 */
export async function objectsInTheWay(
  cluster: Cluster,
  objects: readonly TemporaryObject[],
): Promise<string | undefined> {
  for (const object of objects) {
    const found = await cluster.find(object);
    if (found !== undefined && !isMarked(found) && !isDeepStrictEqual(found.spec, object.spec)) {
      const { kind, metadata } = object;
      return `there is a ${kind} ${metadata.namespace}/${metadata.name} already, which says something else`;
    }
  }
  return undefined;
}

/**
 * Does something while objects are on a cluster, and puts back what was there before: it deletes those that it has made,
 * also when what was done failed. An object that is there already and says the same is left alone.
 */
export async function withTemporaryObjects<T>(
  cluster: Cluster,
  objects: readonly TemporaryObject[],
  action: () => Promise<T>,
): Promise<T> {
  const made: TemporaryObject[] = [];
  try {
    for (const object of objects) {
      const found = await cluster.find(object);
      if (found !== undefined && !isMarked(found)) continue;
      // Noted before it is made: of an answer that got lost nobody knows whether it is there.
      made.unshift(object);
      await cluster.apply(marked(object));
    }
    return await action();
  } finally {
    for (const object of made) await cluster.delete(object);
  }
}

/** Deletes what a killed run has left of these objects. */
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
