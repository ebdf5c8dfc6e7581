import { misplaced } from "./order";
import type { Outcome } from "./stack";

type Json = Record<string, unknown>;

/** What one operation did, without what differs between any two runs: times, random ids, the order of independent steps. */
export interface Comparable {
  code: number;
  stderr: string;
  /** The provider's calls per resource, in their order. */
  calls: Record<string, unknown[]>;
  /** The steps per resource, in their order. */
  steps: Record<string, unknown[]>;
  diagnostics: string[];
  changes: unknown;
  /** Dependencies that are in the wrong order in the state or in the deletions. */
  misplaced: string[];
  state: unknown;
}

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A text without random ids, times and folders of this run. */
const steady = (text: string): string =>
  text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) =>
      id === UNKNOWN ? id : "UUID",
    )
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "TIME")
    .replace(/<\{%(?:fg \d+|[a-z]+)%\}>/g, "")
    .replace(/\/tmp\/conformance-[^/'" ]+/g, "FOLDER");

const steadyJson = <T>(value: T): T => JSON.parse(steady(JSON.stringify(value ?? null))) as T;

/** The outcome of an operation that ran with `--json`, and the states before and after it. */
export function comparable(outcome: Outcome, before: Json, after: Json): Comparable {
  const common = {
    code: outcome.code,
    stderr: steady(outcome.stderr),
    calls: mapped(grouped(outcome.calls.map((call) => [String(call.urn), steadyJson(call)])), ordered),
    misplaced: misplaced(before, outcome.calls, after).map(steady),
    state: comparableState(after),
  };
  if (outcome.stdout.startsWith("{\n")) return { ...common, ...planOf(JSON.parse(outcome.stdout) as Plan) };
  const events = outcome.stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, Json | undefined>);
  return {
    ...common,
    steps: mapped(
      grouped(
        events.flatMap((event) => {
          const metadata = event.resourcePreEvent?.metadata as Json | undefined;
          return metadata ? [[String(metadata.urn), stepOf(metadata)] as const] : [];
        }),
      ),
      ordered,
    ),
    diagnostics: events.flatMap(diagnosticOf).sort(),
    changes: events.find((event) => event.summaryEvent)?.summaryEvent?.resourceChanges,
  };
}

/** The document of `preview --json`. */
interface Plan {
  steps: (Json & { urn: string; oldState?: Json; newState?: Json; replaceReasons?: string[] })[];
  diagnostics?: Json[];
  changeSummary?: unknown;
}

function planOf({
  steps,
  diagnostics = [],
  changeSummary,
}: Plan): Omit<Comparable, "code" | "stderr" | "calls" | "misplaced" | "state"> {
  return {
    steps: grouped(
      steps.map(({ urn, oldState, newState, ...step }) => [
        urn,
        steadyJson({
          ...step,
          ...(step.replaceReasons ? { replaceReasons: [...step.replaceReasons].sort() } : {}),
          ...(oldState ? { oldState: withoutPositions(oldState) } : {}),
          ...(newState ? { newState: withoutPositions(newState) } : {}),
        }),
      ]),
    ),
    diagnostics: diagnostics.flatMap((diagnosticEvent) => diagnosticOf({ diagnosticEvent })).sort(),
    changes: changeSummary,
  };
}

/** What the official engine does with the objects of one URN in any order: the original of a replacement, and the replacement. */
const ANY_ORDER = [/^(read|check|diff)$/, /^(delete|delete-replaced|discard|discard-replaced)$/];

/** A resource's calls or steps without the order of consecutive ones of one kind in `ANY_ORDER`. */
function ordered(entries: unknown[]): unknown[] {
  const kindOf = (entry: unknown) => {
    const { call, op } = entry as Json;
    return ANY_ORDER.findIndex((kind) => kind.test(String(call ?? op)));
  };
  const [first] = entries;
  if (first === undefined) return [];
  const other = entries.findIndex((entry) => kindOf(entry) !== kindOf(first));
  const same = other < 0 ? entries : entries.slice(0, other);
  const texts = new Map(same.map((entry) => [entry, JSON.stringify(entry)]));
  const sorted = kindOf(first) < 0 ? same : [...same].sort((a, b) => order(texts.get(a)!, texts.get(b)!));
  return [...sorted, ...ordered(entries.slice(same.length))];
}

function grouped(entries: (readonly [string, unknown])[]): Record<string, unknown[]> {
  const groups: Record<string, unknown[]> = {};
  for (const [key, value] of entries) (groups[key] ??= []).push(value);
  return Object.fromEntries(Object.entries(groups).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const mapped = <T, U>(record: Record<string, T>, map: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));

/** A step without the order of property names, which the official engine takes from a map. */
function stepOf({ op, diffs, detailedDiff, keys }: Json): unknown {
  const sorted = (names: unknown) =>
    Array.isArray(names) ? [...(names as string[])].sort() : (names ?? null);
  return { op, diffs: sorted(diffs), detailedDiff: detailedDiff ?? null, keys: sorted(keys) };
}

/** Messages of the official engine that depend on paths, or on the speed of the machine (docs/engine.md). */
const UNSTEADY = /using pulumi-resource-conf from \$PATH|pulumi-resource-conf exited prematurely/;

/** The messages that both engines must report. */
function diagnosticOf({ diagnosticEvent }: Record<string, Json | undefined>): string[] {
  if (!diagnosticEvent) return [];
  const { severity, message, urn, prefix } = diagnosticEvent as Record<string, string>;
  if (severity === "debug" || UNSTEADY.test(message!)) return [];
  const text = steady(`${prefix ?? ""}${message!}`).trim();
  return text === "" ? [] : [`${severity} ${urn ?? ""}: ${text}`];
}

export function comparableState(deployment: Json): unknown {
  const {
    resources = [],
    pending_operations: pending = [],
    metadata,
  } = deployment as {
    resources?: Json[];
    pending_operations?: Json[];
    metadata?: Json;
  };
  return steadyJson({
    resources: resources
      .map(withoutPositions)
      .sort((a, b) => order(`${String(a.urn)} ${String(a.delete)}`, `${String(b.urn)} ${String(b.delete)}`)),
    pending: pending.map((operation) => ({
      ...operation,
      resource: withoutPositions(operation.resource as Json),
    })),
    metadata,
  });
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A resource without the positions in the program's sources, which the embedded engine does not record. */
function withoutPositions({ sourcePosition: _position, stackTrace: _trace, ...resource }: Json): Json {
  const { dependencies } = resource;
  return {
    ...resource,
    ...(Array.isArray(dependencies) ? { dependencies: [...(dependencies as string[])].sort() } : {}),
  };
}
