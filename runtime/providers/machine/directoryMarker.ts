import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The file that says whose a directory is; without it nothing is ever removed. */
export const MARKER_FILE = ".meshstack-directory.json";

export interface Marker {
  /** URN of the resource that made the directory. */
  urn: string;
  /** The checkout (project root) that it was made from: another one may have a stack of the same name. */
  root: string;
  /** Random; another one after the directory was lost and made anew. */
  instance: string;
}

/** The marker of a directory; undefined where there is none, or none that can be read. */
export function readMarker(directory: string): Marker | undefined {
  try {
    const { urn, root, instance } = JSON.parse(readFileSync(join(directory, MARKER_FILE), "utf8")) as Marker;
    return typeof urn === "string" && typeof root === "string" && typeof instance === "string"
      ? { urn, root, instance }
      : undefined;
  } catch {
    return undefined;
  }
}

export function writeMarker(directory: string, marker: Marker): void {
  writeFileSync(join(directory, MARKER_FILE), `${JSON.stringify(marker)}\n`, { mode: 0o600 });
}

/** Whose a directory is, as the marker tells: `ours` also after the checkout was moved. */
export function ownerOf(
  marker: Marker | undefined,
  urn: string,
  root: string,
  rootExists: (root: string) => boolean = existsSync,
): "nobody" | "ours" | "other stack" | "other checkout" {
  if (marker === undefined) return "nobody";
  if (marker.urn !== urn) return "other stack";
  return marker.root === root || !rootExists(marker.root) ? "ours" : "other checkout";
}
