import { createHash } from "node:crypto";
import { error, type Response } from "../http/messages";
import { cover } from "./cover";
import { icon } from "./icon";
import { style } from "./style";

/** What a page needs besides itself. */
const assets = {
  "style.css": { type: "text/css; charset=utf-8", body: style },
  "icon.svg": { type: "image/svg+xml", body: icon },
  "cover.svg": { type: "image/svg+xml", body: cover },
};
type AssetName = keyof typeof assets;

const paths = Object.fromEntries(
  Object.entries(assets).map(([name, { body }]) => [
    name,
    `/static/${name}?v=${createHash("sha256").update(body).digest("hex").slice(0, 12)}`,
  ]),
) as Record<AssetName, string>;

/** Where a page finds an asset. Another content has another path, so that browsers may keep what they have. */
export const assetPath = (name: AssetName): string => paths[name];

/** An asset as an answer; 404 where there is none of that name. */
export function asset(name: string): Response {
  if (!Object.hasOwn(assets, name)) return error(404, `there is nothing at /static/${name}`);
  const { type, body } = assets[name as AssetName];
  return {
    status: 200,
    headers: { "content-type": type, "cache-control": "public, max-age=31536000, immutable" },
    body,
  };
}
