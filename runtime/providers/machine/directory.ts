import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, rmdirSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { runInUserNamespace } from "../../../lib/userNamespace";
import type { OutputsOf } from "../framework/sdk/definition";
import type { Context, ResourceType } from "../framework/resourceType";
import {
  currentOwner,
  describeOwner,
  MARKER_FILE,
  otherCheckout,
  ownerOf,
  readMarker,
  stackOf,
  writeMarker,
} from "./directoryMarker";
import { directory as definition } from "./sdk/files";

type Outputs = OutputsOf<typeof definition>;

export const directory: ResourceType<typeof definition> = {
  ...definition,

  async drift({ outputs }, _, context) {
    const marker = readMarker(outputs.path);
    if (marker?.urn !== context.urn || marker.instance !== outputs.instance) return { outputs: ["instance"] };
    const self = currentOwner(context);
    const checkout = otherCheckout(marker, self);
    if (checkout !== undefined) throw new Error(usedElsewhere(context.urn, checkout, self.root));
    // The checkout has moved, or the marker is of an older version: the directory is this stack's, because its state
    // knows the instance.
    if (marker.root !== self.root || marker.backend === undefined)
      await writeMarker(outputs.path, { ...marker, ...self });
    return { outputs: [] };
  },

  idOf: ({ path }, context) => context.resolve(path),

  find: ({ path }, context) => lookAt(context.resolve(path), undefined, context),

  async create({ path }, context) {
    return claim(context.resolve(path), undefined, context);
  },

  async read({ outputs }, context) {
    return lookAt(outputs.path, outputs.instance, context);
  },

  async update({ outputs: { path: before, instance } }, { path }, context) {
    const outputs = await claim(context.resolve(path), instance, context);
    if (outputs.instance !== instance) {
      context.log(
        "warning",
        `${before} and its content were lost; an empty folder is created. Run the command again with --refresh: ` +
          `the stack's state still lists what the folder contained.`,
      );
    }
    return outputs;
  },

  async delete({ inputs: { path, base }, outputs }, context) {
    // The two paths differ when the checkout has moved since.
    for (const place of new Set([outputs.path, context.resolve(path)])) {
      await remove(
        place,
        outputs.instance,
        base === undefined ? dirname(place) : context.resolve(base),
        context,
      );
    }
  },
};

async function remove(path: string, instance: string, base: string, context: Context): Promise<void> {
  const owner = ownerOf(readMarker(path), currentOwner(context), instance);
  if (owner === "ours") {
    await removeTree(path);
    removeEmpty(dirname(path), base);
  } else if (statSync(path, { throwIfNoEntry: false }) !== undefined) {
    const reason = owner === "unmarked" ? "it has no marker with its owner" : `it belongs to an${owner}`;
    context.log("warning", `${path} is left as it is: ${reason}. Remove it by hand if it is not needed.`);
  }
}

/**
 * Removes the folder, the marker last, so that an interrupted deletion can be repeated. Containers of a node in a user
 * namespace leave files of subordinate ids, which only root of such a namespace can delete.
 */
async function removeTree(path: string): Promise<void> {
  const contents = readdirSync(path).filter((name) => name !== MARKER_FILE);
  try {
    for (const name of contents) await rm(join(path, name), { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if ((code !== "EACCES" && code !== "EPERM") || process.geteuid?.() === 0) throw error;
    await runInUserNamespace(["rm", "-rf", "--", ...contents.map((name) => join(path, name))]).catch(
      ({ message }: Error) => {
        throw new Error(
          `cannot delete files of subordinate ids in ${path}: ${message}. Delete it as root, and run destroy again.`,
        );
      },
    );
  }
  await rm(path, { recursive: true, maxRetries: 3 });
}

/** A stack that two checkouts share would follow the files of the one that ran last. */
function usedElsewhere(urn: string, checkout: string, root: string): string {
  const stack = stackOf(urn);
  return (
    `stack ${stack}: found it in use by the checkout ${checkout}; expected ${root}, the checkout of this command. ` +
    `For another environment, copy stacks/Pulumi.${stack}.yaml to stacks/Pulumi.NAME.yaml, choose other ports in the copy, ` +
    "and run `make up STACK=NAME`. To continue with this stack here, remove or rename the other checkout."
  );
}

/** The directory's outputs, if it exists and is ours. */
function lookAt(path: string, instance: string | undefined, context: Context): Outputs | undefined {
  const marker = readMarker(path);
  const ours = ownerOf(marker, currentOwner(context), instance) === "ours";
  return marker !== undefined && ours ? { path, instance: marker.instance } : undefined;
}

/** Creates the directory, or adopts the one that an earlier attempt created. @throws when another stack owns it */
async function claim(path: string, known: string | undefined, context: Context): Promise<Outputs> {
  const self = currentOwner(context);
  const marker = readMarker(path);
  const owner = ownerOf(marker, self, known);
  if (owner === "other stack" || owner === "other checkout") {
    throw new Error(
      `the directory ${path} belongs to ${describeOwner(marker!)}; this is ${describeOwner(self)}. ` +
        "Choose another directory, or destroy that stack. If its state is lost, end its processes and remove the directory.",
    );
  }
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (marker === undefined) {
    // A command that was killed can leave a part of the marker.
    const contents = readdirSync(path).filter((name) => !name.includes(MARKER_FILE));
    if (contents.length > 0) {
      throw new Error(
        `the directory ${path} is not empty (${contents.slice(0, 3).join(", ")}…) and was not created by this stack: ` +
          `choose another one, or empty it`,
      );
    }
  }
  chmodSync(path, 0o700);
  const instance = marker?.instance ?? randomBytes(8).toString("hex");
  const record = { ...self, instance };
  if (JSON.stringify(marker) !== JSON.stringify(record)) await writeMarker(path, record);
  return { path, instance };
}

/** Removes a folder and its parents, as long as they are empty and below the base. */
export function removeEmpty(folder: string, base: string): void {
  for (let at = folder; at.startsWith(base + sep); at = dirname(at)) {
    try {
      rmdirSync(at);
    } catch {
      return; // Not empty, or already deleted.
    }
  }
}
