import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isPidInUse } from "../../../lib/processIdentity";
import { until } from "../../../lib/until";
import { PluginHost } from "./pluginHost";

let folder: string;
const pid = () => Number(readFileSync(join(folder, "pid"), "utf8"));
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "plugin-"))));
afterEach(() => {
  if (existsSync(join(folder, "pid")) && isPidInUse(pid())) process.kill(pid(), "SIGKILL");
  rmSync(folder, { recursive: true });
});

/** Loads a plugin with the text of its package.json. Its program records its pid and runs until it is ended. */
function load(manifest: string, program = "") {
  writeFileSync(join(folder, "PulumiPlugin.yaml"), "runtime: nodejs\n");
  writeFileSync(join(folder, "package.json"), manifest);
  writeFileSync(
    join(folder, "index.js"),
    `require("fs").writeFileSync("pid", String(process.pid)); setInterval(() => {}, 1000); ${program}`,
  );
  const runtime = { name: "nodejs", options: {} };
  const plugins = [{ name: "mine", path: folder }];
  const project = { name: "p", root: folder, main: folder, runtime, plugins };
  return new PluginHost(project, {}, { address: "127.0.0.1:1" }, () => undefined).load({ name: "mine" });
}

test.each([
  ["{", /^\S+\/package\.json: found invalid JSON \(.+\); expected a package\.json\.$/],
  ["[]", /^\S+\/package\.json: found \[\]; expected a package\.json\.$/],
])("names the package.json of a plugin that contains %s", async (manifest, message) => {
  await expect(load(manifest)).rejects.toThrow(message);
});

test.each([
  ["prints something other than a port", 'console.log("hello")', 'its first line is not a port: "hello"'],
  [
    "fails the handshake",
    `const server = require("net").createServer((socket) => socket.destroy());
     server.listen(0, "127.0.0.1", () => console.log(server.address().port));`,
    "No connection established",
  ],
])("a plugin that %s is ended", async (_, program, message) => {
  await expect(load("{}", program)).rejects.toThrow(message);
  const ended = await until(() => (isPidInUse(pid()) ? undefined : true), { timeoutMs: 10_000 });
  expect(ended).toBe(true);
});
