import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The file that names the owner of a directory. A directory without it is never removed. */
export const MARKER_FILE = ".meshstack-directory.json";

export interface Marker {
  /** URN of the resource that created the directory. */
  urn: string;
  /** The checkout (project root) that created it. Another checkout may have a stack of the same name. */
  root: string;
  /** Random; changes when the directory is lost and created again. */
  instance: string;
}

/** The marker of a directory; undefined when it is missing or unreadable. */
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

/** The owner of a directory according to its marker: `ours` also after the checkout was moved. */
export function ownerOf(
  marker: Marker | undefined,
  urn: string,
  root: string,
  rootExists: (root: string) => boolean = existsSync,
): "unmarked" | "ours" | "other stack" | "other checkout" {
  if (marker === undefined) return "unmarked";
  if (marker.urn !== urn) return "other stack";
  return marker.root === root || !rootExists(marker.root) ? "ours" : "other checkout";
}
