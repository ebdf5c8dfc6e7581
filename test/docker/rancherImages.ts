import type Dockerode from "dockerode";
import type { FilesLayer, ImageDescription } from "../../runtime/images/description";
import { debianBase } from "../../runtime/images/descriptions/debian";
import type { FakeOptions } from "../rancher/fake/server";
import { fakeTls } from "../rancher/fakeServer";
import { loadImage } from "./loadImage";

/** The major version of Debian's Node.js. */
const NODE = "18";
const PROGRAM = "/fake/main.js";

const description = (name: string, entry: string, files: FilesLayer["files"]): ImageDescription => ({
  name,
  layers: [
    debianBase,
    { kind: "debian", name: "debian-node", packages: ["nodejs"] },
    {
      kind: "files",
      name,
      files: [{ kind: "bundle", path: PROGRAM, entry, sources: ["test/rancher/fake"], node: NODE }, ...files],
    },
  ],
  config: { entrypoint: ["/usr/bin/node", PROGRAM] },
});

/** Loads the fake of `rancher/server` with the options of a test. */
export async function loadServer(client: Dockerode, options: Partial<FakeOptions>): Promise<string> {
  const config = JSON.stringify({ tls: await fakeTls(), ...options });
  return loadImage(
    client,
    description("rancher-server-fake", "test/rancher/fake/serverMain.ts", [
      { kind: "text", path: "/fake/config.json", text: config },
    ]),
  );
}

/** Loads the fake of `rancher/agent`. */
export const loadAgent = (client: Dockerode): Promise<string> =>
  loadImage(client, description("rancher-agent-fake", "test/rancher/fake/agentMain.ts", []));
