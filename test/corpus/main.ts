import { utf8Text } from "../../lib/fileProblem";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { meshes, type Mesh } from "../../components/meshes";
import { InjectionError } from "../../components/sidecar/errors";
import { listItems, workloadOf } from "../../components/sidecar/workloads";
import { ManifestError } from "../../lib/manifests/manifestError";
import { readManifests, type Manifest } from "../../lib/manifests/readManifests";
import { injectText } from "../../tools/inject/injectText";
import { canonical, refereeReading } from "../support/referee/reading";
import { Referee } from "../support/referee/referee";

/* Compares the reader and the injector with sigs.k8s.io/yaml on the manifests of folders; README.md explains the report. */

/** The kinds of findings, in the order of the report. */
const kinds = ["crash", "differs", "accepted", "unreadable", "changed", "refused", "not injected"] as const;
type Kind = (typeof kinds)[number];

/** Larger files are generated data. */
const MAX_SIZE = 1 << 20;

class Report {
  files = 0;
  documents = 0;
  workloads = 0;
  private readonly found = new Map<Kind, string[]>(kinds.map((kind) => [kind, []]));

  add(kind: Kind, file: string, text: string): void {
    this.found.get(kind)!.push(`${file}: ${text.split("\n")[0]!.slice(0, 300)}`);
  }

  text(): string {
    const head = `${this.files} files, ${this.documents} documents, ${this.workloads} workloads`;
    const parts = [...this.found].map(([kind, lines]) =>
      [`${kind}: ${lines.length}`, ...lines.map((line) => `  ${line}`)].join("\n"),
    );
    return `${head}\n${parts.join("\n")}\n`;
  }
}

function* manifestFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* manifestFiles(path);
    else if (entry.isFile() && /\.(ya?ml|json)$/.test(entry.name) && statSync(path).size <= MAX_SIZE)
      yield path;
  }
}

/** Whether an injector may change an object. */
function mayChange(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { apiVersion, kind } = value as Record<string, unknown>;
  return workloadOf(apiVersion, kind) !== undefined || listItems(apiVersion, kind) !== undefined;
}

async function checkReading(
  file: string,
  text: string,
  referee: Referee,
  report: Report,
): Promise<Manifest[]> {
  let manifests: Manifest[];
  try {
    manifests = readManifests(text, file);
  } catch (error) {
    if (!(error instanceof ManifestError)) {
      report.add("crash", file, String(error));
      return [];
    }
    const parts = text.split(/^---.*$/m);
    const theirs = await Promise.all(parts.map((part) => referee.yaml(part)));
    if (theirs.every((reading) => !("error" in reading) && !reading.rest))
      report.add("refused", file, error.message.replace(`${file}: `, ""));
    return [];
  }
  for (const { text: part, value, number } of manifests) {
    const theirs = await refereeReading(referee, part);
    if (theirs.error !== undefined) report.add("accepted", file, `document ${number}: ${theirs.error}`);
    else if (theirs.rest !== true && theirs.json !== canonical(value))
      report.add("differs", file, `document ${number}`);
  }
  return manifests;
}

async function checkInjection(
  file: string,
  manifest: Manifest,
  istio: Mesh,
  referee: Referee,
  report: Report,
): Promise<void> {
  const where = `document ${manifest.number}, ${istio}`;
  let output: string;
  try {
    output = injectText(manifest.text, { istio }, istio).text;
  } catch (error) {
    const known = error instanceof ManifestError || error instanceof InjectionError;
    report.add(
      known ? "not injected" : "crash",
      file,
      `document ${manifest.number}: ${(error as Error).message}`,
    );
    return;
  }
  if (!mayChange(manifest.value)) {
    const same = output.trim() === `---\n${manifest.text}`.trim();
    // A last line without a line break can be a part of a block scalar, which then is written again.
    if (!same && manifest.text.endsWith("\n")) report.add("changed", file, where);
    if (same) return;
  }
  const [own] = readManifests(output, file);
  const theirs = await refereeReading(referee, output.replace(/^---\n/, ""));
  if (theirs.error !== undefined) report.add("unreadable", file, `${where}: ${theirs.error}`);
  else if (theirs.json !== canonical(own?.value ?? null))
    report.add("unreadable", file, `${where}: other value`);
}

async function main(folders: readonly string[]): Promise<void> {
  if (folders.length === 0) throw new Error("folders: found none; expected folders with manifests.");
  const referee = await Referee.start();
  const report = new Report();
  for (const file of folders.flatMap((folder) => [...manifestFiles(folder)])) {
    const text = utf8Text(readFileSync(file));
    if (text === undefined) continue;
    report.files++;
    for (const manifest of await checkReading(file, text, referee, report)) {
      report.documents++;
      if (mayChange(manifest.value)) report.workloads++;
      for (const istio of meshes) await checkInjection(file, manifest, istio, referee, report);
    }
  }
  referee.close();
  process.stdout.write(report.text());
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`corpus: ${(error as Error).stack}\n`);
  process.exitCode = 1;
});
