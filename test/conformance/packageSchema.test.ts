import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createProvider, types } from "../../runtime/providers/local/provider";
import { officialCli } from "./stack";

/* The schema of the package `local` under the official CLI, which binds it as for an SDK. */
const runtime = join(__dirname, "../../runtime");

interface Schema {
  name: string;
  version: string;
  resources: Record<string, { requiredInputs?: string[]; required?: string[] }>;
  types: Record<string, { required?: string[] }>;
}

let cli: string;
let home: string;
beforeAll(async () => {
  cli = await officialCli();
  home = mkdtempSync(join(tmpdir(), "package-schema-"));
});
afterAll(() => rmSync(home, { recursive: true }));

const options = () => ({
  cwd: home,
  env: {
    PATH: process.env.PATH,
    HOME: home,
    PULUMI_HOME: home,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"),
  },
});

/** @param plugin the folder or the executable of a plugin, below runtime/ */
const getSchema = (plugin: string) =>
  promisify(execFile)(cli, ["package", "get-schema", join(runtime, plugin)], options());

/** What `pulumi schema check` reports for a schema; empty when it finds nothing. */
function problemsOf(schema: object): string {
  const { stderr } = spawnSync(cli, ["schema", "check", "-"], {
    ...options(),
    input: JSON.stringify(schema),
    encoding: "utf8",
  });
  return stderr;
}

const own = async (): Promise<Schema> =>
  JSON.parse(await createProvider({ rootDirectory: home, log: () => undefined }).getSchema()) as Schema;

/** The official CLI omits empty lists. */
const withoutEmpty = (schema: Schema): unknown =>
  JSON.parse(JSON.stringify(schema), (_, value: unknown) =>
    Array.isArray(value) && value.length === 0 ? undefined : value,
  );

test("prints the plugin's schema, with every resource type", async () => {
  const printed = JSON.parse((await getSchema("providers/local")).stdout) as Schema;
  expect(Object.keys(printed.resources).sort()).toEqual(Object.keys(types).sort());
  const { name, version, resources, types: nested } = printed;
  expect(withoutEmpty({ name, version, resources, types: nested })).toEqual(withoutEmpty(await own()));
});

test("finds no problem in the schema", async () => {
  expect(problemsOf(await own())).toBe("");
});

test("finds a reference to a missing type", async () => {
  const schema = await own();
  delete (schema.types as Record<string, unknown>)["local:index:RancherConnection"];
  expect(problemsOf(schema)).toContain("RancherConnection");
});

test.each(["kubernetes", "docker"])(
  "the plugin %s names the official plugin with the schema",
  async (name) => {
    await expect(getSchema(`pulumi/plugins/pulumi-resource-${name}`)).rejects.toMatchObject({
      stderr: expect.stringMatching(
        new RegExp(`Run \`pulumi package get-schema ${name}@\\d+\\.\\d+\\.\\d+\``),
      ),
    });
  },
);
