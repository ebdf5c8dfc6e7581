import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { type CacheEntry, ensureCached, fileOf } from "../../lib/cache";
import { cacheHome } from "../../lib/paths";
import { officialCli } from "./stack";

/*
 * The cache keeps what the official engine answered in a test, because its commands take most of the time of the comparison.
 * The key of an answer has everything that the answer depends on: the official CLI, the sources of the test and what it
 * imports, the language host, the test provider, the packages and the release of Node.js.
 */

const ROOT = join(__dirname, "..", "..");
const LANGUAGE_HOST = join(ROOT, "runtime", "pulumi", "languageHost");

/** Files that processes of the tests read, and no test imports. */
const TEXTS = [
  join(ROOT, "package-lock.json"),
  join(LANGUAGE_HOST, "inspectErrors.js"),
  join(__dirname, "program.js"),
];

const hashOf = (...parts: unknown[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);

let inputs: Promise<string> | undefined;
/** A hash of what all answers of the running test file depend on. */
const inputsOf = (testFile: string): Promise<string> =>
  (inputs ??= (async () => {
    const { outputFiles } = buildSync({
      entryPoints: [testFile, join(__dirname, "plugin.ts"), join(LANGUAGE_HOST, "main.ts")],
      absWorkingDir: ROOT,
      bundle: true,
      packages: "external",
      platform: "node",
      outdir: "unused",
      write: false,
    });
    const sources = outputFiles.map(({ text }) => text);
    return hashOf(
      await officialCli(),
      process.version,
      sources,
      ...TEXTS.map((file) => readFileSync(file, "utf8")),
    );
  })());

const calls = new Map<string, number>();

/** The place of an answer of the running test in the cache: one of its calls, or with a subject all calls about it. */
export async function answerOf(subject?: unknown): Promise<CacheEntry> {
  const { testPath, currentTestName = "" } = expect.getState();
  const call = calls.get(currentTestName) ?? 0;
  calls.set(currentTestName, call + 1);
  const name = hashOf(testPath!.slice(ROOT.length), subject ?? [currentTestName, call]);
  return {
    cache: join(cacheHome(), "conformance"),
    name,
    key: hashOf(await inputsOf(testPath!)),
    file: "answer.json",
    kept: 2,
  };
}

export const readAnswer = <T>(entry: CacheEntry): T | undefined =>
  existsSync(fileOf(entry)) ? (JSON.parse(readFileSync(fileOf(entry), "utf8")) as T) : undefined;

export const keepAnswer = (entry: CacheEntry, answer: unknown): Promise<string> =>
  ensureCached(
    entry,
    () => undefined,
    new AbortController().signal,
    async (folder) => writeFileSync(join(folder, entry.file), JSON.stringify(answer)),
  );
