import { SECRET_SIGNATURE } from "../../lib/pulumiSignature";
import type { Crypter } from "../../runtime/engine/workspace/passphrase";
import type { Outcome } from "./commandLine";

/** What else differs between two runs of a program. */
export interface Peculiarities {
  /** Removes values that the program's provider generates from a text. */
  text?(text: string): string;
  /** Removes values that the environment determines from a resource in a state or preview. */
  resource?(resource: Resource): Resource;
  /** Removes intended differences from a step in a preview. */
  step?(step: object): object;
  /** Rows that are optional, in their order. */
  isIncidental?(row: string): boolean;
}
export type Resource = Record<string, unknown> & { urn: string; type: string };

/** Replaces an unknown value. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A text without times, durations and random ids. */
function steady(text: string, { text: generated = (same) => same }: Peculiarities): string {
  return generated(
    text
      .replace(/^@ .*\n/gm, "") // Progress dots.
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) =>
        id === UNKNOWN ? id : "UUID",
      )
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "TIME")
      .replace(/ \(\d+(\.\d+)?s\)/g, " (Ns)")
      .replace(/^Duration: .*$/m, "Duration: N"),
  );
}

/** The outcome of a command, independent of the order of independent steps. */
export function comparableOutput({ stdout, stderr, code }: Outcome, peculiarities: Peculiarities): unknown {
  const out = steady(stdout, peculiarities);
  const isPreview = out.startsWith("{") && out.includes('"steps"');
  return {
    code,
    stderr: steady(stderr, peculiarities).split("\n").sort(),
    ...(isPreview
      ? { json: comparablePreview(out, code !== 0, peculiarities) }
      : comparableText(out, code !== 0, peculiarities)),
  };
}

/**
 * Text: the rows of each resource in their order, or the blocks of a diff, and the following text. The
 * progress of other updates before a failure varies.
 */
function comparableText(all: string, failed: boolean, { isIncidental = () => false }: Peculiarities): object {
  const text = failed ? all.replace(/^ {4}(?!\d+ errored)[-+~ ]{0,2}\d+ \w.*\n/gm, "") : all;
  const [head, ...rest] = text.split(/^(?=Diagnostics:|Outputs:|Resources:)/m);
  if (/^ *\[urn=/m.test(head!))
    return {
      blocks: blocks(text, /^ *(?:\+-|[-+~>=] )?\S+:\S+:\S+: \(|^ *--outputs:--|^Resources:/).filter(
        (block) => !(failed && /^ *~ /.test(block)),
      ),
    };
  const rows: Record<string, string[]> = {};
  const other: string[] = [];
  for (const line of head!.split("\n")) {
    const match = /^ (?:..) (\S+:\S+:\S+ \S+) .*$/.exec(line);
    if (!match) other.push(line);
    else if (!isIncidental(line) && !(failed && line.startsWith(" ~ "))) (rows[match[1]!] ??= []).push(line);
  }
  for (const [resource, lines] of Object.entries(rows)) {
    const kept = lines.filter((line, i) => line !== lines[i - 1]);
    // The last rows of the stack come in either order.
    rows[resource] = resource.startsWith("pulumi:pulumi:Stack ") ? kept.sort() : kept;
  }
  return { other, rows, rest: blocks(rest.join(""), /^\S.*:$|^ {2}\S.*\):$/) };
}

/** The blocks of a text, each below its header, in any order. */
function blocks(text: string, header: RegExp): string[] {
  const result: string[] = [];
  for (const line of text.split("\n")) {
    if (header.test(line) || result.length === 0) result.push(line);
    else result.push(`${result.pop()}\n${line}`);
  }
  return result.sort();
}

interface Preview {
  steps: { op: string; urn: string; oldState?: Resource; newState?: Resource; replaceReasons?: string[] }[];
  diagnostics?: unknown[];
  duration: number;
}

function comparablePreview(text: string, failed: boolean, peculiarities: Peculiarities): unknown {
  const preview = JSON.parse(text) as Preview;
  const { step: peculiar = (same) => same } = peculiarities;
  const side = (name: "oldState" | "newState", state: Resource | undefined) =>
    state ? { [name]: comparableResource(state, undefined, peculiarities) } : {};
  const relevant = preview.steps.filter(({ op }) => !(failed && op === "update"));
  const steps = relevant.map((step) => ({
    ...(peculiar(step) as typeof step),
    ...side("oldState", step.oldState),
    ...side("newState", step.newState),
    ...(step.replaceReasons ? { replaceReasons: [...step.replaceReasons].sort() } : {}),
  }));
  return {
    ...preview,
    steps: byKey(steps, ({ urn, op }) => `${urn} ${op}`),
    diagnostics: byKey(preview.diagnostics ?? [], (diagnostic) => JSON.stringify(diagnostic)),
    duration: typeof preview.duration,
    ...(failed ? { changeSummary: undefined } : {}),
  };
}

/** A deployment, with its secrets decrypted. */
export function comparableState(
  deployment: Record<string, unknown>,
  crypter: Crypter | undefined,
  peculiarities: Peculiarities,
): Record<string, unknown> {
  const { resources, ...rest } = deployment as { resources?: Resource[] };
  const rename = (text: string) => steady(text, peculiarities);
  return {
    ...(JSON.parse(rename(JSON.stringify(rest))) as object),
    resources: byKey(
      (resources ?? []).map(
        (resource) =>
          JSON.parse(
            rename(JSON.stringify(comparableResource(resource, crypter, peculiarities))),
          ) as Resource,
      ),
      ({ urn, ...state }) => `${urn} ${String(state.delete)}`,
    ),
  };
}

/** A resource without source positions, which the recordings omit, and with sorted lists. */
function comparableResource(
  resource: Resource,
  crypter: Crypter | undefined,
  { resource: peculiar = (same) => same }: Peculiarities,
): Resource {
  const state = { ...resource };
  delete state.sourcePosition;
  delete state.stackTrace;
  if (Array.isArray(state.dependencies)) state.dependencies = [...(state.dependencies as string[])].sort();
  return peculiar(crypter ? (decrypted(state, crypter) as Resource) : state);
}

function decrypted(value: unknown, crypter: Crypter): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((element) => decrypted(element, crypter));
  const { ciphertext, ...rest } = value as Record<string, unknown>;
  if (typeof ciphertext === "string" && Object.values(rest).includes(SECRET_SIGNATURE)) {
    // The recordings omit long ciphertexts; ours replaces them.
    if (ciphertext.endsWith(":REMOVED") || ciphertext.length > 400) return { secret: "REMOVED" };
    return { secret: JSON.parse(crypter.decrypt(ciphertext)) as unknown };
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, element]) => [key, decrypted(element, crypter)]),
  );
}

function byKey<T>(list: T[], key: (element: T) => string): T[] {
  return [...list].sort((a, b) => key(a).localeCompare(key(b)));
}
