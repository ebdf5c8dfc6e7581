import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const PROTOCOL = join(resolve(__dirname, "..", ".."), "runtime", "protocol");

/** A project with a program of these lines and a plugin for notes, which runs in the engine's process. */
export const programFiles = (lines: string): Record<string, string> => ({
  "Pulumi.yaml": [
    "name: p",
    "runtime: { name: nodejs, options: { typescript: false } }",
    "main: index.js",
    "plugins: { providers: [{ name: notes, path: ./notes }] }",
    "",
  ].join("\n"),
  "index.js": `
    const pulumi = require("@pulumi/pulumi");
    const step = Number(new pulumi.Config().get("step") ?? 1);
    class Note extends pulumi.CustomResource {
      constructor(name, args, opts) { super("notes:index:Note", name, args, opts); }
    }
    ${lines}
  `,
  "notes/provider.ts": NOTES,
});

/** The plugin: a note has its inputs as outputs and its name as id. */
const NOTES = `
  import { type ResourceProvider, UnimplementedError } from ${JSON.stringify(join(PROTOCOL, "provider"))};
  const unimplemented = (call: string) => async (): Promise<never> => {
    throw new UnimplementedError(call);
  };
  export const createProvider = (): ResourceProvider => ({
    getPluginInfo: async () => ({ version: "1.0.0" }),
    getSchema: async () => "{}",
    checkConfig: unimplemented("CheckConfig"),
    diffConfig: unimplemented("DiffConfig"),
    configure: async () => ({ acceptSecrets: true, acceptResources: true, acceptOutputs: true, supportsPreview: true }),
    invoke: async ({ args }) => ({ return: args, failures: [] }),
    check: async ({ news }) => ({ inputs: news, failures: [] }),
    diff: async ({ oldInputs, news }) => ({
      changes: JSON.stringify(oldInputs) === JSON.stringify(news) ? "none" : "some",
      replaces: [], stables: [], diffs: [], deleteBeforeReplace: false,
    }),
    create: async ({ name, properties }) => {
      if (properties.text === "broken") throw new Error("the note broke");
      return { id: name, properties };
    },
    read: async ({ id, properties }) => ({ id, properties }),
    update: async ({ news }) => ({ properties: news }),
    delete: async () => undefined,
    cancel: async () => undefined,
    close: async () => undefined,
  });
`;

/** Writes files by their paths in a folder. */
export function writeFiles(folder: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
