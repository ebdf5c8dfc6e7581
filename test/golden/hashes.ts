import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readReference, referenceDir } from "../reference";
import { type ComparedObject, identity, parseObjects } from "./compare";
import { normalise } from "./normalise";

/** Hashes of objects by their identity. */
export type ObjectHashes = Record<string, string>;

/** The SHA-256 of an object's meaning: equal for objects with equal {@link normalise}d forms. */
export function hashOf(object: ComparedObject): string {
  return createHash("sha256")
    .update(JSON.stringify(normalise(object)))
    .digest("hex");
}

/** The hashes of objects. @throws Error when two objects have one identity */
export function hashesOf(objects: readonly ComparedObject[]): ObjectHashes {
  const hashes: ObjectHashes = {};
  for (const object of objects) {
    const key = identity(object);
    if (key in hashes) throw new Error(`${key}: found twice; expected one object of each identity`);
    hashes[key] = hashOf(object);
  }
  return hashes;
}

/** The folder of the release's files, inside the reference data. */
const RELEASE = "istio-0.2.12";

/** The objects of one of the release's files, such as `install/istio.yaml`. Requires the reference data. */
export function releaseObjects(file: string): ComparedObject[] {
  return parseObjects(readReference(RELEASE, ...file.split("/")));
}

/** The hashes of every file of the release. Requires the reference data. */
export function releaseHashes(): Record<string, ObjectHashes> {
  const folders = readdirSync(join(referenceDir, RELEASE)).sort();
  const files = folders.flatMap((folder) =>
    readdirSync(join(referenceDir, RELEASE, folder))
      .sort()
      .map((file) => `${folder}/${file}`),
  );
  return Object.fromEntries(files.map((file) => [file, hashesOf(releaseObjects(file))]));
}
