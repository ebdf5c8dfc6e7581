import { parseAllDocuments } from "yaml";
import { normalise } from "./normalise";

/** The fields of a Kubernetes object that a comparison requires. */
export interface ComparedObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [field: string]: unknown };
  [field: string]: unknown;
}

/** Changes an expected object; undefined if it does not apply. */
export type Adjustment = (object: ComparedObject) => ComparedObject | undefined;

/** One difference in meaning. `path` is absent if a whole object is missing or extra. */
export interface Difference {
  /** `KIND NAMESPACE/NAME`. */
  object: string;
  path?: string;
  expected: unknown;
  produced: unknown;
}

/**
 * The objects of a multi-document YAML text, without empty documents. The last value of a duplicate key counts, as for
 * kubectl.
 * @throws Error with the line if the text is not YAML
 */
export function parseObjects(yaml: string): ComparedObject[] {
  return parseAllDocuments(yaml, { uniqueKeys: false }).flatMap((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    const object = document.toJS() as ComparedObject | null;
    return object === null ? [] : [object];
  });
}

/**
 * All differences in meaning between the adjusted expected objects and the produced ones. Objects are matched by kind,
 * namespace and name; every missing and every extra object is one difference.
 */
export function compareObjects(
  expected: ComparedObject[],
  produced: ComparedObject[],
  adjustments: Adjustment[] = [],
): Difference[] {
  const wanted = byIdentity(expected.map((object) => adjust(object, adjustments)));
  const found = byIdentity(produced);
  const differences: Difference[] = [];
  for (const [identity, object] of wanted) {
    const counterpart = found.get(identity);
    if (counterpart === undefined) {
      differences.push({ object: identity, expected: object, produced: undefined });
    } else {
      differences.push(...compareValues(identity, "", normalise(object), normalise(counterpart)));
    }
  }
  for (const [identity, object] of found) {
    if (!wanted.has(identity)) differences.push({ object: identity, expected: undefined, produced: object });
  }
  return differences;
}

/** The differences as text, one object after another; "" when there are none. */
export function describeDifferences(differences: Difference[]): string {
  return differences
    .map(({ object, path, expected, produced }) => {
      if (path === undefined)
        return `${object}: ${produced === undefined ? "missing" : "extra, nothing expects it"}`;
      return `${object}: ${path}\n  expected: ${show(expected)}\n  produced: ${show(produced)}`;
    })
    .join("\n");
}

/** `KIND NAMESPACE/NAME`, or `KIND NAME` without a namespace. */
export function identity({ kind, metadata }: ComparedObject): string {
  return `${kind} ${metadata.namespace === undefined ? "" : `${metadata.namespace}/`}${metadata.name}`;
}

function adjust(object: ComparedObject, adjustments: Adjustment[]): ComparedObject {
  return adjustments.reduce((current, adjustment) => adjustment(current) ?? current, object);
}

function byIdentity(objects: ComparedObject[]): Map<string, ComparedObject> {
  const result = new Map<string, ComparedObject>();
  for (const object of objects) {
    const key = identity(object);
    if (result.has(key)) throw new Error(`${key}: found twice; expected one object of each identity`);
    result.set(key, object);
  }
  return result;
}

function compareValues(object: string, path: string, expected: unknown, produced: unknown): Difference[] {
  if (isContainer(expected) && isContainer(produced) && Array.isArray(expected) === Array.isArray(produced)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(produced)]);
    return [...keys].flatMap((key) =>
      compareValues(object, childPath(path, key, expected, produced), expected[key], produced[key]),
    );
  }
  return Object.is(expected, produced)
    ? []
    : [{ object, path: path === "" ? "." : path, expected, produced }];
}

/** Shows list items by name if they have one. */
function childPath(path: string, key: string, ...parents: Record<string, unknown>[]): string {
  if (!parents.some(Array.isArray)) {
    return /^[\w-]+$/.test(key) ? `${path}${path === "" ? "" : "."}${key}` : `${path}["${key}"]`;
  }
  const names = parents.map((parent) => (parent[key] as { name?: unknown } | undefined)?.name);
  const same = names[0] !== undefined && names.every((name) => name === names[0]);
  return `${path}[${same ? String(names[0]) : key}]`;
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function show(value: unknown): string {
  return value === undefined ? "(nothing)" : JSON.stringify(value);
}
