import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PluginHost } from "./pluginHost";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "plugin-"))));
afterEach(() => rmSync(folder, { recursive: true }));

test.each([
  ["{", /^\S+\/package\.json: found invalid JSON \(.+\); expected a package\.json\.$/],
  ["[]", /^\S+\/package\.json: found \[\]; expected a package\.json\.$/],
])("names the package.json of a plugin that contains %s", async (text, message) => {
  writeFileSync(join(folder, "PulumiPlugin.yaml"), "runtime: nodejs\n");
  writeFileSync(join(folder, "package.json"), text);
  const runtime = { name: "nodejs", options: {} };
  const plugins = [{ name: "mine", path: folder }];
  const project = { name: "p", root: folder, main: folder, runtime, plugins };
  const host = new PluginHost(project, {}, { address: "" }, () => undefined);
  await expect(host.load({ name: "mine" })).rejects.toThrow(message);
});
