import type Dockerode from "dockerode";
import { createReadStream } from "node:fs";
import { join, resolve } from "node:path";
import { ensureImage } from "../../images/build";
import type { FilesLayer, ImageDescription } from "../../images/description";
import { debianBase } from "../../images/descriptions/debian";
import type { StubOptions } from "../rancher/stub/server";
import { stubTls } from "../rancher/stubServer";

const root = join(__dirname, "..", "..");
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

/** The stand-in of `rancher/server`, with what it has of the test that makes it. */
export async function loadServer(client: Dockerode, options: Partial<StubOptions>): Promise<string> {
  const config = JSON.stringify({ tls: await stubTls(), ...options });
  return load(
    client,
    description("rancher-server-stand-in", "test/rancher/stub/serverMain.ts", [
      { kind: "text", path: "/stub/config.json", text: config },
    ]),
  );
}

/** The stand-in of `rancher/agent`. */
export const loadAgent = (client: Dockerode): Promise<string> =>
  load(client, description("rancher-agent-stand-in", "test/rancher/stub/agentMain.ts", []));

/** Builds an image, and loads it into an engine as `docker load` does. @returns its name */
async function load(client: Dockerode, image: ImageDescription): Promise<string> {
  const { archive, name } = await ensureImage(image, {
    resolve: (path) => resolve(root, path),
    progress: () => undefined,
    signal: new AbortController().signal,
  });
  const answer = await client.loadImage(createReadStream(archive));
  const said: string[] = [];
  await new Promise<void>((done, failed) =>
    client.modem.followProgress(
      answer,
      (error) => (error ? failed(error) : done()),
      ({ stream }: { stream?: string }) => said.push(stream ?? ""),
    ),
  );
  if (!said.join("").includes(`Loaded image: ${name}`)) throw new Error(`Docker answered: ${said.join("")}`);
  return name;
}
