import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { bookinfoArgs } from "../../components/bookinfo/config";
import { ensureBuilt } from "../../lib/goBinary/build";
import { cacheHome } from "../../lib/paths";
import { devDependencies, version } from "../../package.json";
import { ensureOfficialCli } from "../../runtime/pulumi/build";
import { writeFiles } from "../engine/programFiles";
import { cleanUpAfter } from "../support/cleanUpAfter";
import { filesBelow } from "./leftovers";
import { homeEnvironment } from "./checkout";

const repository = join(__dirname, "..", "..");
/** Only ends an installation that hangs: a registry can be slow. Milliseconds. */
const INSTALL_LIMIT = 600_000;
/** What a user's project installs beside the package, in the tested versions. */
const INSTALLED = ["@pulumi/pulumi", "@pulumi/kubernetes", "typescript", "@types/node"] as const;

const folder = mkdtempSync(join(tmpdir(), "library-"));
const project = join(folder, "project");
const installed = join(project, "node_modules", "meshstack");
const env = homeEnvironment(join(folder, "home"));
const DESTROY =
  'cd "$1/project" && node_modules/.bin/meshstack-pulumi destroy -s dev --yes --skip-preview --non-interactive; rm -rf "$1"';
let cleanedUp: () => void;

/** The folders of the bundles from which the installed engine and plugins start. */
const bundles = (name: "engine" | "plugins") =>
  join(cacheHome(env), name, createHash("sha256").update(realpathSync(installed)).digest("hex").slice(0, 16));

/** Runs a command in the project. @throws with its output when it fails */
async function run(
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(command, args, {
      cwd: project,
      env,
      maxBuffer: 64 << 20,
      ...options,
    });
    return stdout;
  } catch (error) {
    const { message, stdout, stderr } = error as Error & { stdout: string; stderr: string };
    throw new Error(`${message}\n${stdout}\n${stderr}`);
  }
}

const npm = (args: string[], cwd: string) =>
  promisify(execFile)("npm", args, { cwd, timeout: INSTALL_LIMIT, maxBuffer: 64 << 20 });

const readme = () => readFileSync(join(installed, "components", "README.md"), "utf8");

/** The files of the README's example, by name. */
function example(): Record<string, string> {
  const blocks = readme().matchAll(/^`([\w.]+)`:\n\n```\w+\n(.*?)^```$/gms);
  return Object.fromEntries([...blocks].map(([, name, text]) => [name!, text!]));
}

/** The README's program in YAML. */
const yamlProgram = () => /^```yaml\n((?:(?!^```).)*^runtime: yaml$.*?)^```$/ms.exec(readme())![1]!;

/** The language host of Pulumi YAML, which is built from its Go module. */
const yamlHost = {
  directory: join(repository, "test", "support", "pulumiYaml"),
  package: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
  name: "pulumi-language-yaml",
};

beforeAll(async () => {
  mkdirSync(project);
  mkdirSync(join(folder, "home"));
  cleanedUp = cleanUpAfter(["sh", "-c", DESTROY, "sh", folder], env);
  await npm(["pack", "--ignore-scripts=false", "--silent", "--pack-destination", folder], repository);
  writeFileSync(join(project, "package.json"), "{}");
  const packages = INSTALLED.map((name) => `${name}@${devDependencies[name]}`);
  await npm(
    [
      ...["install", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
      ...[join(folder, `meshstack-${version}.tgz`), ...packages],
    ],
    project,
  );
  writeFiles(project, example());
  await run("node_modules/.bin/meshstack-pulumi", ["stack", "init", "dev"]);
});
afterAll(async () => {
  await run("node_modules/.bin/meshstack-pulumi", operation("destroy")).catch(() => undefined);
  for (const name of ["engine", "plugins"] as const) rmSync(bundles(name), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  cleanedUp();
});

const operation = (name: string) => [name, "-s", "dev", "--yes", "--skip-preview", "--non-interactive"];

test("the package contains neither tests nor what belongs to this repository only", () => {
  // npm puts dependencies there whose version differs from that of another package.
  const own = readdirSync(installed).filter((name) => name !== "node_modules");
  expect(own.sort()).toEqual([
    ...["LICENSE", "README.md", "components", "dist", "lib", "package.json", "runtime"],
  ]);
  const files = filesBelow(installed)
    .map((file) => relative(installed, file))
    .filter((file) => !file.startsWith("node_modules/"));
  expect(files.filter((file) => /\.test\.|_test\.|testdata|(^|\/)Pulumi\.|\.tgz$|\.log$/.test(file))).toEqual(
    [],
  );
  expect(readdirSync(join(installed, "components")).sort()).toEqual(["README.md", "plugin"]);
  expect(readdirSync(join(installed, "runtime")).sort()).toEqual([
    ...["engine", "images", "kubernetes", "protocol", "providers"],
  ]);
});

test.each([
  ["nodenext", ["--module", "nodenext"]],
  ["commonjs", ["--module", "commonjs", "--moduleResolution", "bundler"]],
  [
    "commonjs without exports of package.json",
    ["--module", "commonjs", "--moduleResolution", "node10", "--ignoreDeprecations", "6.0"],
  ],
])("the example has correct types with modules of %s", async (_, options) => {
  const strict = ["--noEmit", "--strict", "--target", "es2022", "--skipLibCheck"];
  await run("node_modules/.bin/tsc", ["--ignoreConfig", ...strict, ...options, "index.ts"]);
});

test("the declarations reject wrong arguments", async () => {
  writeFileSync(
    join(project, "wrong.ts"),
    'import { CurrentMesh } from "meshstack";\nnew CurrentMesh("mesh", { tls: "on" });\n',
  );
  const checked = run("node_modules/.bin/tsc", [
    ...["--ignoreConfig", "--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "wrong.ts"],
  ]);
  await expect(checked).rejects.toThrow(
    /wrong\.ts\(2,27\): error TS2322: Type 'string' is not assignable to type 'boolean/,
  );
  rmSync(join(project, "wrong.ts"));
});

describe("with both engines", () => {
  interface Preview {
    steps: { op: string; urn: string; newState: { inputs?: Record<string, unknown> } }[];
  }
  /** The steps of a preview by the name and type of their resources. */
  async function preview(cli: string): Promise<Record<string, { op: string; inputs: unknown }>> {
    const text = await run(cli, ["preview", "-s", "dev", "--json", "--non-interactive"]);
    const { steps } = JSON.parse(text) as Preview;
    return Object.fromEntries(steps.map(({ op, urn, newState: { inputs } }) => [urn, { op, inputs }]));
  }
  let embedded: Awaited<ReturnType<typeof preview>>;
  let official: typeof embedded;
  beforeAll(async () => {
    embedded = await preview("node_modules/.bin/meshstack-pulumi");
    official = await preview(await ensureOfficialCli(() => undefined, new AbortController().signal));
  });

  test("a preview shows the same steps", () => {
    expect(official).toEqual(embedded);
    expect(new Set(Object.values(embedded).map(({ op }) => op))).toEqual(new Set(["create"]));
  });

  test("a preview shows the workload with its sidecar", () => {
    const [, web] = Object.entries(embedded).find(([urn]) => urn.endsWith("Deployment::web"))!;
    const { spec } = web.inputs as {
      spec: { template: { spec: { containers: { name: string; image: string }[] } } };
    };
    expect(spec.template.spec.containers.map(({ name }) => name)).toEqual(["web", "istio-proxy"]);
  });

  test("the cluster's program is built from the package's sources", () => {
    const [, binary] = Object.entries(embedded).find(([urn]) => urn.endsWith("GoBinary::cluster-binary"))!;
    expect(binary.inputs).toMatchObject({ directory: "node_modules/meshstack/runtime/kubernetes" });
  });
});

describe("for other languages, under the official CLI", () => {
  const PLUGIN = "node_modules/meshstack/components/plugin";
  const remote = join(folder, "remote");
  let cli: string;
  beforeAll(async () => {
    cli = await ensureOfficialCli(() => undefined, new AbortController().signal);
    // A remote component is what the SDK of any language registers.
    writeFiles(remote, {
      "package.json": "{}",
      "Pulumi.yaml": `${example()["Pulumi.yaml"]}    - name: meshstack\n      path: ${PLUGIN}\n`,
      "index.js": `
        const { ComponentResource } = require("@pulumi/pulumi");
        const mesh = new ComponentResource("meshstack:mesh:CurrentMesh", "mesh", { tls: true, namespace: undefined }, {}, true);
        const sample = { istio: "current", reviews: [process.env.REVIEWS] };
        new ComponentResource("meshstack:bookinfo:Bookinfo", "bookinfo", sample, { dependsOn: [mesh] }, true);
        exports.namespace = mesh.namespace;
      `,
    });
    symlinkSync(join(project, "node_modules"), join(remote, "node_modules"));
    await run(cli, ["stack", "init", "remote"], { cwd: remote });
  });
  const previewRemote = (reviews: string) =>
    run(cli, ["preview", "-s", "remote", "--non-interactive"], {
      cwd: remote,
      env: { ...env, REVIEWS: reviews, KUBECONFIG: join(folder, "none") },
    });

  test("`pulumi package get-schema` prints the components with the arguments of their schemas", async () => {
    const { name, resources } = JSON.parse(await run(cli, ["package", "get-schema", `./${PLUGIN}`])) as {
      name: string;
      resources: Record<string, { isComponent: boolean; inputProperties: Record<string, unknown> }>;
    };
    expect(name).toBe("meshstack");
    const bookinfo = resources["meshstack:bookinfo:Bookinfo"]!;
    expect(bookinfo.isComponent).toBe(true);
    expect(Object.keys(bookinfo.inputProperties).sort()).toEqual(Object.keys(bookinfoArgs.shape).sort());
    expect(bookinfo.inputProperties).toMatchObject({ v1Only: { type: "boolean", plain: true } });
  });

  test("a program registers components of the plugin", async () => {
    const text = await previewRemote("v1");
    expect(text).toMatch(/kubernetes:apps\/v1:Deployment\s+istiod\s+create/);
    expect(text).toMatch(/kubernetes:apps\/v1:Deployment\s+reviews-v1\s+create/);
    expect(text).not.toContain("reviews-v2");
    expect(text).toMatch(/namespace: "istio-system"/);
  });

  test("the README's program in YAML registers the same components", async () => {
    const host = await ensureBuilt(yamlHost, () => undefined, new AbortController().signal);
    const yaml = join(folder, "yaml");
    writeFiles(yaml, { "Pulumi.yaml": yamlProgram() });
    symlinkSync(join(project, "node_modules"), join(yaml, "node_modules"));
    const PATH = [dirname(host.path), dirname(cli), process.env.PATH].join(delimiter);
    const options = { cwd: yaml, env: { ...env, PATH, KUBECONFIG: join(folder, "none") } };
    await run(cli, ["stack", "init", "yaml"], options);
    const text = await run(cli, ["preview", "-s", "yaml", "--non-interactive"], options);
    expect(text).toMatch(/kubernetes:apps\/v1:Deployment\s+istiod\s+create/);
    expect(text).toMatch(/kubernetes:apps\/v1:Deployment\s+reviews-v3\s+create/);
    expect(text).not.toContain("reviews-v2");
  });

  test("wrong arguments are reported with their path", async () => {
    await expect(previewRemote("v9")).rejects.toThrow(/reviews.*found "v9"; expected/s);
  });
});

test("engine and plugins start from bundles of the package's sources", () => {
  expect(readdirSync(bundles("engine")).filter((name) => name.endsWith(".js"))).toHaveLength(1);
  for (const plugin of ["local", "kubernetes"])
    expect(readdirSync(join(bundles("plugins"), plugin))).toContainEqual(expect.stringMatching(/\.js$/));
});

test("the example comes up, stays unchanged, and is destroyed", async () => {
  await run("node_modules/.bin/meshstack-pulumi", operation("up"));
  await run("node_modules/.bin/meshstack-pulumi", [...operation("up"), "--expect-no-changes"]);
  const text = await run("node_modules/.bin/meshstack-pulumi", operation("destroy"));
  expect(text).toMatch(/\d+ deleted/);
  expect(filesBelow(env.XDG_STATE_HOME!)).toEqual([]);
});
