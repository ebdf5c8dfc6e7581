import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { atomicWrite } from "../../../lib/atomicWrite";
import { backendFolder, backendUrl } from "../../../lib/pulumiBackend";
import type { Context } from "../framework/resourceType";

/** The file that names the owner of a directory. A directory without it is never removed. */
export const MARKER_FILE = ".meshstack-directory.json";

/** The stack that owns a directory. */
export interface Owner {
  /** URN of the resource that created the directory; contains project and stack. */
  urn: string;
  /** The checkout (project root) that created it. Another checkout may have a stack of the same name. */
  root: string;
  /** URL of Pulumi's backend with the stack's state. Markers of older versions do not have it. */
  backend?: string;
  /** The id of the provider in the stack's state: a stack of the same name that was created later has another one. */
  stackId?: string;
}

export interface Marker extends Owner {
  /** Random; changes when the directory is lost and created again. */
  instance: string;
}

/** The stack of this run. */
export function currentOwner(context: Context): Owner {
  const root = context.resolve(".");
  const url = backendUrl(process.env);
  const folder = backendFolder(url, root);
  return {
    urn: context.urn,
    root,
    backend: folder === undefined ? url : `file://${folder}`,
    ...(context.providerId === undefined ? {} : { stackId: context.providerId }),
  };
}

/** The marker of a directory; undefined when it is missing or unreadable. */
export function readMarker(directory: string): Marker | undefined {
  try {
    const marker = JSON.parse(readFileSync(join(directory, MARKER_FILE), "utf8")) as Marker;
    const required = [marker.urn, marker.root, marker.instance];
    return required.every((value) => typeof value === "string") ? marker : undefined;
  } catch {
    return undefined;
  }
}

export const writeMarker = (directory: string, marker: Marker): Promise<void> =>
  atomicWrite(join(directory, MARKER_FILE), `${JSON.stringify(marker)}\n`, { shared: true });

/**
 * Whom a directory belongs to according to its marker: `ours` also after the checkout was moved, and when the marker
 * of an older version does not name backend and stack.
 * @param instance of the directory in this stack's state, which no other stack knows; undefined before its creation
 */
export function ownerOf(
  marker: Marker | undefined,
  self: Owner,
  instance: string | undefined,
  rootExists: (root: string) => boolean = existsSync,
): "unmarked" | "ours" | "other stack" | "other checkout" {
  if (marker === undefined) return "unmarked";
  if (marker.urn !== self.urn) return "other stack";
  if (marker.instance === instance) return "ours";
  if (otherCheckout(marker, self, rootExists) !== undefined) return "other checkout";
  const differs = (recorded: string | undefined, own: string | undefined) =>
    recorded !== undefined && own !== undefined && recorded !== own;
  return differs(marker.backend, self.backend) || differs(marker.stackId, self.stackId)
    ? "other stack"
    : "ours";
}

/** The checkout that uses the directory of this stack, if it is another one that still exists. */
export const otherCheckout = (
  { root }: Marker,
  self: Owner,
  rootExists: (root: string) => boolean = existsSync,
): string | undefined => (root !== self.root && rootExists(root) ? root : undefined);

/** The stack's name in a URN. */
export const stackOf = (urn: string): string => urn.split("::")[0]!.slice("urn:pulumi:".length);

/** The owner in words: `stack dev of project shop in the backend file:///home/me, checkout /home/me/shop`. */
export function describeOwner({ urn, root, backend, stackId }: Owner): string {
  const [, project = ""] = urn.split("::");
  const where = backend === undefined ? "" : ` in the backend ${backend}`;
  const id = stackId === undefined ? "" : ` (id ${stackId})`;
  return `stack ${stackOf(urn)} of project ${project}${where}${id}, checkout ${root}`;
}
