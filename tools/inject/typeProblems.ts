import { isMapping } from "../../lib/mapping";
import { quantity } from "../../components/sidecar/checks";
import { listItems, workloadOf } from "../../components/sidecar/workloads";
import { foundExpected } from "../../lib/problemText";
import { valueAt } from "../../lib/schemaProblems";
import { apiTypes } from "../../runtime/providers/kubernetes/inputs/apiTypes";

/**
 * Finds the values of a workload that do not have the types of Kubernetes' fields, which `istioctl kube-inject` rejects
 * too. Unknown fields are left to the API server.
 * @param type type of the object if the object itself omits it
 * @returns one line per problem, starting with its path
 */
export function typeProblems(
  object: unknown,
  type: { apiVersion?: unknown; kind?: unknown } = {},
  path = "",
): string[] {
  if (!isMapping(object)) return [];
  const { apiVersion = type.apiVersion, kind = type.kind } = object;
  const itemType = listItems(apiVersion, kind);
  if (itemType !== undefined) return ofItems(object.items, itemType, under(path, "items"));
  const workload = workloadOf(apiVersion, kind);
  if (workload === undefined) return [];
  const { kinds } = apiTypes();
  const struct = kinds[`${apiVersion as string}/${kind as string}`];
  if (struct !== undefined) return ofStruct(struct, object, path);
  // A version that Kubernetes has removed: its pods are the same.
  const { templatePath } = workload;
  return ofStruct(kinds["v1/Pod"]!, valueAt(object, templatePath), templatePath.reduce(under, path));
}

const under = (path: string, key: string): string => (path === "" ? key : `${path}.${key}`);

const wrong = (value: unknown, path: string, expected: string): string[] => [
  `${path}: ${foundExpected(value, expected)}`,
];

function ofItems(items: unknown, type: { apiVersion?: string; kind?: string }, path: string): string[] {
  if (items == null) return [];
  if (!Array.isArray(items)) return wrong(items, path, "a list");
  return items.flatMap((item: unknown, index) => {
    const at = `${path}[${index}]`;
    return item === null || isMapping(item) ? typeProblems(item, type, at) : wrong(item, at, "a mapping");
  });
}

/** Null has Go's zero value. */
function ofStruct(struct: number, value: unknown, path: string): string[] {
  if (value == null) return [];
  if (!isMapping(value)) return wrong(value, path, "a mapping");
  const fields = apiTypes().structs[struct]!;
  return Object.entries(value).flatMap(([name, part]) =>
    Object.hasOwn(fields, name) ? ofType(fields[name]!.replace(/^\?/, ""), part, under(path, name)) : [],
  );
}

/** @param type a type of `apiTypes.json` */
function ofType(type: string, value: unknown, path: string): string[] {
  if (value == null) return [];
  const inner = type.slice(1);
  switch (type[0]) {
    case "*":
      return ofType(inner, value, path);
    case "[":
      if (!Array.isArray(value)) return wrong(value, path, "a list");
      return value.flatMap((item: unknown, index) => ofType(inner, item, `${path}[${index}]`));
    case "{":
      if (!isMapping(value)) return wrong(value, path, "a mapping");
      return Object.entries(value).flatMap(([key, item]) => ofType(inner, item, `${path}.${key}`));
  }
  const leaf = leaves[type];
  if (leaf === undefined) return ofStruct(Number(type), value, path);
  return leaf.fits(value) ? [] : wrong(value, path, leaf.expected);
}

const isText = (value: unknown): value is string => typeof value === "string";
const isInteger = (value: unknown): boolean => typeof value === "bigint" || Number.isInteger(value);
const isNumber = (value: unknown): boolean => typeof value === "bigint" || typeof value === "number";

const text = { fits: isText, expected: "a string, in quotes" };
const time = { fits: isText, expected: "a time, such as 2026-01-01T00:00:00Z" };

const leaves: Readonly<Record<string, { fits: (value: unknown) => boolean; expected: string }>> = {
  s: text,
  b: { fits: (value) => typeof value === "boolean", expected: "true or false, without quotes" },
  n: { fits: isInteger, expected: "an integer" },
  f: { fits: isNumber, expected: "a number" },
  q: {
    fits: (value) => isNumber(value) || (isText(value) && quantity(value.trim()) === undefined),
    expected: 'a quantity, such as "100m" or "128Mi"',
  },
  i: { fits: (value) => isText(value) || isInteger(value), expected: "an integer or a string" },
  t: time,
  u: time,
  y: { fits: isText, expected: "a string with base64" },
  r: { fits: () => true, expected: "a value" },
};
