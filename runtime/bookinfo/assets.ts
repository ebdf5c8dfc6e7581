import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { error, type Response } from "./http/messages";

// The image keeps `static` beside the bundled program, as this folder keeps it beside this file.
function read(name: string, type: string) {
  const body = readFileSync(join(__dirname, "static", name), "utf8");
  const hash = createHash("sha256").update(body).digest("hex").slice(0, 12);
  return { type, body, path: `/static/${name}?v=${hash}` };
}

/** The files that pages link to. */
const assets = {
  "style.css": read("style.css", "text/css; charset=utf-8"),
  "icon.svg": read("icon.svg", "image/svg+xml"),
  "cover.svg": read("cover.svg", "image/svg+xml"),
};
type AssetName = keyof typeof assets;

/** The path of an asset. It changes with the content, so that browsers may cache it for good. */
export const assetPath = (name: AssetName): string => assets[name].path;

/** Responds with an asset, or with 404. */
export function asset(name: string): Response {
  if (!Object.hasOwn(assets, name)) return error(404, `/static/${name} does not exist`);
  const { type, body } = assets[name as AssetName];
  return {
    status: 200,
    headers: { "content-type": type, "cache-control": "public, max-age=31536000, immutable" },
    body,
  };
}
