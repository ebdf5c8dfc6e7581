import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CommandLine } from "./commandLine";

/** A resource is a file, to which every creation appends a line. */
const PROGRAM = `
  const pulumi = require("@pulumi/pulumi");
  const path = require("path");
  class File extends pulumi.dynamic.Resource {
    constructor(name, file, opts, more = {}) {
      super({
        async create(inputs) {
          require("fs").appendFileSync(inputs.file, "created\\n");
          return { id: inputs.file, outs: inputs };
        },
        async delete(id) { require("fs").rmSync(id); },
        async diff() { return { changes: false }; },
      }, name, { file: path.join(__dirname, file), ...more }, opts);
    }
  }
`;

describe("an update of options only", () => {
  const lines = (...text: string[]) => ({
    "Pulumi.yaml": "name: options\nruntime: { name: nodejs, options: { typescript: false } }\n",
    "index.js": `${PROGRAM}\n({ ${text.map((line, i) => `${i + 1}() { ${line} }`).join(", ")} })[new pulumi.Config().require("step")]();`,
  });
  let cli: CommandLine;
  afterEach(() => cli.remove());

  const start = async (...steps: string[]): Promise<void> => {
    cli = new CommandLine(lines(...steps));
    await cli.ok(["stack", "init", "dev"]);
  };
  const up = (step: number) => cli.ok(["up", "--yes", "--skip-preview", "--config", `step=${step}`]);
  const object = (file: string) => {
    const path = join(cli.project, file);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  };
  const stateFile = () => join(cli.backend, ".pulumi", "stacks", "options", "dev.json");
  const exported = async (name: string): Promise<Record<string, unknown>> => {
    const { deployment } = JSON.parse(await cli.ok(["stack", "export"])) as {
      deployment: { resources: ({ urn: string } & Record<string, unknown>)[] };
    };
    return deployment.resources.find(({ urn }) => urn.endsWith(`::${name}`))!;
  };

  it("retains an object whose resource is removed later", async () => {
    await start('new File("a", "f");', 'new File("a", "f", { retainOnDelete: true });', "");
    await up(1);
    expect(await up(2)).toMatch(/^ {4}2 unchanged$/m);
    expect(await up(3)).toMatch(/^ {4}- 1 deleted$/m);
    expect(object("f")).toBe("created\n");
  });

  it("removes the protection of a resource, so that destroy deletes it", async () => {
    await start('new File("a", "f", { protect: true });', 'new File("a", "f");');
    await up(1);
    expect((await cli.run(["destroy", "--yes"])).code).toBe(1);
    expect(await up(2)).toMatch(/^ {4}2 unchanged$/m);
    expect(await exported("a")).not.toHaveProperty("protect");
    await cli.ok(["destroy", "--yes"]);
    expect(object("f")).toBeUndefined();
  });

  it("does not change the state file when an update changes nothing", async () => {
    await start(`
      const parent = new pulumi.ComponentResource("x:index:Box", "box");
      const first = new File("first", "f", { parent, protect: false, customTimeouts: { update: "1m" } });
      new File("second", "g", { parent, dependsOn: [first, parent], additionalSecretOutputs: ["list"] }, {
        list: [first.id, pulumi.secret(1), { deep: first.urn }],
        none: null,
        text: new pulumi.asset.StringAsset("text"),
        fileAsset: new pulumi.asset.FileAsset("./Pulumi.yaml"),
        archive: new pulumi.asset.AssetArchive({ "Pulumi.yaml": new pulumi.asset.FileAsset("./Pulumi.yaml") }),
      });
      module.exports = { id: first.id };
    `);
    await up(1);
    const before = readFileSync(stateFile(), "utf8"); // Contains the time of its last write.
    await up(1);
    expect(readFileSync(stateFile(), "utf8")).toBe(before);
  });
});
