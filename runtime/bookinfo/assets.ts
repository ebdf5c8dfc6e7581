import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { error, type Response } from "./http/messages";

// The image keeps `static` beside the bundled program, as this folder keeps it beside this file.
const read = (name: string): string => readFileSync(join(__dirname, "static", name), "utf8");

/** The files that pages link to. */
const assets = {
  "style.css": { type: "text/css; charset=utf-8", body: read("style.css") },
  "icon.svg": { type: "image/svg+xml", body: read("icon.svg") },
  "cover.svg": { type: "image/svg+xml", body: read("cover.svg") },
};
type AssetName = keyof typeof assets;

const paths = Object.fromEntries(
  Object.entries(assets).map(([name, { body }]) => [
    name,
    `/static/${name}?v=${createHash("sha256").update(body).digest("hex").slice(0, 12)}`,
  ]),
) as Record<AssetName, string>;

/** The path of an asset. It changes with the content, so that browsers may cache it for good. */
export const assetPath = (name: AssetName): string => paths[name];

/** Responds with an asset, or with 404. */
export function asset(name: string): Response {
  if (!Object.hasOwn(assets, name)) return error(404, `there is nothing at /static/${name}`);
  const { type, body } = assets[name as AssetName];
  return {
    status: 200,
    headers: { "content-type": type, "cache-control": "public, max-age=31536000, immutable" },
    body,
  };
}
