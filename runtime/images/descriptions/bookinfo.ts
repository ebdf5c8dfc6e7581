import type { ImageDescription, LayerDescription } from "../description";
import { debianBase, debianNode, NODE } from "./debian";

const PROGRAM = "/bookinfo/main.js";

/** The user of the services. */
const USER = { name: "bookinfo", id: 1000, home: "/bookinfo" };

const layers: LayerDescription[] = [
  debianBase,
  debianNode,
  {
    kind: "files",
    name: "bookinfo",
    files: [
      {
        kind: "bundle",
        path: PROGRAM,
        entry: "runtime/bookinfo/main.ts",
        sources: ["runtime/bookinfo"],
        packages: ["zod"],
        node: NODE,
      },
      // runtime/bookinfo/assets.ts reads them.
      ...["style.css", "icon.svg", "cover.svg"].map((name) => ({
        kind: "project" as const,
        path: `/bookinfo/static/${name}`,
        file: `runtime/bookinfo/static/${name}`,
      })),
    ],
  },
];

/** One service in one version; all of them run the same program. */
const service = (name: string, version: string): ImageDescription => ({
  name: `bookinfo-${name}-${version}`,
  layers,
  users: [USER],
  config: {
    entrypoint: ["/usr/bin/node", PROGRAM],
    cmd: [name],
    env: { NODE_ENV: "production", SERVICE_VERSION: version },
    user: `${USER.id}:${USER.id}`,
    workingDir: USER.home,
    exposedPorts: [9080],
  },
});

/** This project's Bookinfo, with the same images as the official one. */
export const bookinfo: readonly ImageDescription[] = [
  service("productpage", "v1"),
  service("details", "v1"),
  service("ratings", "v1"),
  service("reviews", "v1"),
  service("reviews", "v2"),
  service("reviews", "v3"),
];
