import type Dockerode from "dockerode";
import type { FilesLayer, ImageDescription } from "../../runtime/images/description";
import { debianBase } from "../../runtime/images/descriptions/debian";
import type { StubOptions } from "../rancher/stub/server";
import { stubTls } from "../rancher/stubServer";
import { loadImage } from "./loadImage";

/** The major version of Debian's Node.js. */
const NODE = "18";
const PROGRAM = "/stub/main.js";

const description = (name: string, entry: string, files: FilesLayer["files"]): ImageDescription => ({
  name,
  layers: [
    debianBase,
    { kind: "debian", name: "debian-node", packages: ["nodejs"] },
    {
      kind: "files",
      name,
      files: [{ kind: "bundle", path: PROGRAM, entry, sources: ["test/rancher/stub"], node: NODE }, ...files],
    },
  ],
  config: { entrypoint: ["/usr/bin/node", PROGRAM] },
});

/** Loads the fake of `rancher/server` with the options of a test. */
export async function loadServer(client: Dockerode, options: Partial<StubOptions>): Promise<string> {
  const config = JSON.stringify({ tls: await stubTls(), ...options });
  return loadImage(
    client,
    description("rancher-server-stand-in", "test/rancher/stub/serverMain.ts", [
      { kind: "text", path: "/stub/config.json", text: config },
    ]),
  );
}

/** Loads the fake of `rancher/agent`. */
export const loadAgent = (client: Dockerode): Promise<string> =>
  loadImage(client, description("rancher-agent-stand-in", "test/rancher/stub/agentMain.ts", []));
