import { execFile, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, readFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { Command } from "commander";
import { ensureCached } from "../lib/cache";
import { cacheHome } from "../lib/paths";

const PACKAGES = resolve("test", "support", "nodes");
const MANIFESTS = ["package.json", "package-lock.json"];

/** `make test-nodes`: runs the unit tests on the pinned releases of Node.js, one after another. */
async function main(): Promise<void> {
  const command = new Command("testNodes")
    .description("Runs the unit tests on the releases of Node.js in test/support/nodes.")
    .option("--reports <folder>", "writes jest's report of each release to NAME.json in this folder")
    .argument("[arguments...]", "arguments for jest")
    .passThroughOptions()
    .parse();
  const { reports } = command.opts<{ reports?: string }>();
  for (const [name, path] of Object.entries(await installNodes())) {
    const report = reports === undefined ? [] : ["--json", `--outputFile=${join(reports, `${name}.json`)}`];
    if (runUnitTests(path, [...report, ...command.args]) !== 0) process.exitCode = 1;
  }
}

/** Installs the releases into the cache. @returns the path of each executable by the package's name */
async function installNodes(): Promise<Record<string, string>> {
  const lock = readFileSync(join(PACKAGES, "package-lock.json"));
  const { dependencies } = JSON.parse(readFileSync(join(PACKAGES, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const installed = await ensureCached(
    {
      cache: cacheHome(),
      name: "nodes",
      key: createHash("sha256").update(lock).digest("hex").slice(0, 16),
      file: join("node_modules", ".package-lock.json"), // npm writes it last
      kept: 1,
    },
    console.error,
    new AbortController().signal,
    async (folder) => {
      for (const file of MANIFESTS) copyFileSync(join(PACKAGES, file), join(folder, file));
      await promisify(execFile)("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
        cwd: folder,
      });
    },
  );
  const path = (name: string): string => join(dirname(installed), name, "bin", "node");
  return Object.fromEntries(Object.keys(dependencies).map((name) => [name, path(name)]));
}

/** @returns jest's exit code */
function runUnitTests(node: string, args: readonly string[]): number {
  // First on PATH, so that the processes that tests start use it too.
  const PATH = `${dirname(node)}${delimiter}${process.env.PATH}`;
  const { stdout } = spawnSync("node", ["--version"], { env: { ...process.env, PATH }, encoding: "utf8" });
  console.error(`Unit tests on Node.js ${stdout.trim()}`);
  const { status } = spawnSync(
    "node",
    [require.resolve("jest/bin/jest"), "--config=jest.unit.config.js", ...args],
    {
      env: { ...process.env, PATH },
      stdio: "inherit",
    },
  );
  return status ?? 1;
}

void main();
