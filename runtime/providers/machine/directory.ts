import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, rmdirSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, sep } from "node:path";
import { z } from "zod";
import type { Context, ResourceType } from "../framework/resourceType";
import { ownerOf, readMarker, writeMarker } from "./directoryMarker";

const inputs = z.strictObject({
  /** Absolute, or relative to the project's root. */
  path: z.string().min(1),
  /** A folder above it: those between the two that are empty at deletion go too. Default: the parent, so none. */
  base: z.string().min(1).optional(),
});
type Inputs = z.infer<typeof inputs>;

interface Outputs {
  /** Absolute. */
  path: string;
  /** Changes when the directory was lost and made anew: a reason to restart what keeps data in it. */
  instance: string;
}

/**
 * A directory that only its user may enter (0700), made with its parents, and removed with all its contents at deletion:
 * only if the marker inside says that this very resource made it.
 */
export const directory: ResourceType<Inputs, Outputs, z.input<typeof inputs>> = {
  type: "local:index:Directory",
  inputs,
  outputs: { path: "plain", instance: "plain" },
  replaceOnChanges: ["path"],

  drift({ outputs }, _, context) {
    const marker = readMarker(outputs.path);
    return { outputs: marker?.urn === context.urn ? [] : ["instance"] };
  },

  idOf: ({ path }, context) => context.resolve(path),

  find: ({ path }, context) => lookAt(context.resolve(path), context),

  async create({ path }, context) {
    return claim(context.resolve(path), context);
  },

  async read({ outputs }, context) {
    return lookAt(outputs.path, context);
  },

  async update({ outputs: { path: before, instance } }, { path }, context) {
    const outputs = claim(context.resolve(path), context);
    if (outputs.instance !== instance) {
      context.log(
        "warning",
        `${before} was lost with all that was in it, and is made anew, empty. Run the command again with --refresh: ` +
          `what was kept in it is still in the stack's state.`,
      );
    }
    return outputs;
  },

  async delete({ inputs: { path, base }, outputs }, context) {
    // Two places when the checkout was moved since.
    for (const place of new Set([outputs.path, context.resolve(path)])) {
      await remove(place, base === undefined ? dirname(place) : context.resolve(base), context);
    }
  },
};

async function remove(path: string, base: string, context: Context): Promise<void> {
  const owner = ownerOf(readMarker(path), context.urn, context.resolve("."));
  if (owner === "ours") {
    await rm(path, { recursive: true, maxRetries: 3 });
    removeEmpty(dirname(path), base);
  } else if (exists(path)) {
    context.log(
      "warning",
      `${path} is left as it is: ${notOurs(owner)}. Remove it by hand if it is not needed.`,
    );
  }
}

const notOurs = (owner: "nobody" | "other stack" | "other checkout"): string =>
  owner === "nobody" ? "it has no marker that says who made it" : `it belongs to an${owner}`;

/** What is there, if it is ours. */
function lookAt(path: string, context: Context): Outputs | undefined {
  const marker = readMarker(path);
  const ours = ownerOf(marker, context.urn, context.resolve(".")) === "ours";
  return marker !== undefined && ours ? { path, instance: marker.instance } : undefined;
}

/** Makes the directory, or takes the one that an earlier attempt has made. */
function claim(path: string, context: Context): Outputs {
  const root = context.resolve(".");
  const marker = readMarker(path);
  const owner = ownerOf(marker, context.urn, root);
  if (owner === "other stack" || owner === "other checkout") {
    const whose = owner === "other stack" ? marker!.urn : `the checkout ${marker!.root}`;
    throw new Error(`the directory ${path} belongs to ${whose}: choose another one`);
  }
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (marker === undefined) {
    const contents = readdirSync(path);
    if (contents.length > 0) {
      throw new Error(
        `the directory ${path} is not empty (${contents.slice(0, 3).join(", ")}…) and was not made by this stack: ` +
          `choose another one, or empty it`,
      );
    }
  }
  chmodSync(path, 0o700);
  const instance = marker?.instance ?? randomBytes(8).toString("hex");
  if (marker === undefined || marker.root !== root) writeMarker(path, { urn: context.urn, root, instance });
  return { path, instance };
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Removes a folder and those above it, as long as they are empty and below the base. */
function removeEmpty(folder: string, base: string): void {
  for (let at = folder; at.startsWith(base + sep); at = dirname(at)) {
    try {
      rmdirSync(at);
    } catch {
      return; // not empty: other stacks are in it
    }
  }
}
