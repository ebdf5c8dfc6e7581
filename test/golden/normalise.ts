import { parseDocument } from "yaml";

/**
 * Brings a Kubernetes object into one form for all that means the same: lists that Kubernetes merges by a key
 * or treats as sets are sorted, defaults that the API server would fill in are left out, quantities and
 * number-like ports are numbers, and YAML inside a ConfigMap is parsed.
 */
export function normalise(object: unknown): unknown {
  return normaliseField(object, []);
}

/** Fields whose list is a map in truth: the key is what Kubernetes merges by (`x-kubernetes-list-map-keys`). */
const LIST_KEYS: Record<string, string[]> = {
  containers: ["name"],
  volumes: ["name"],
  env: ["name"],
  volumeMounts: ["mountPath"],
  imagePullSecrets: ["name"],
  ports: ["port", "containerPort", "protocol"],
  subjects: ["kind", "namespace", "name"],
  versions: ["name"],
  metrics: ["name"],
};

/** Fields whose list is a set. */
const SETS = new Set(["apiGroups", "resources", "verbs", "rules"]);

/** Values that the API server fills in: the field's path (`*` is any key or index) and its default. */
const DEFAULTS: { path: string; value: unknown }[] = [
  { path: "spec.type", value: "ClusterIP" },
  { path: "spec.ports.*.protocol", value: "TCP" },
  { path: "spec.template.spec.containers.*.ports.*.protocol", value: "TCP" },
  { path: "spec.template.spec.restartPolicy", value: "Always" },
];

function normaliseField(value: unknown, path: string[]): unknown {
  if (Array.isArray(value)) return normaliseList(value, path);
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value)
      .filter(([, field]) => field !== undefined && field !== null)
      .map(([key, field]) => [key, normaliseField(field, [...path, key])] as const)
      .filter(([key, field]) => !isDefault([...path, key], field) && !isOwnPort(value, key, field));
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  return normaliseScalar(value, path);
}

function normaliseList(list: unknown[], path: string[]): unknown[] {
  const field = path.at(-1) ?? "";
  const items = list.map((item, index) => normaliseField(item, [...path, String(index)]));
  const keys = LIST_KEYS[field];
  // Custom resources have fields of these names too, with lists of names in them: those are sets or maps as well.
  if (keys !== undefined && items.every((item) => typeof item === "object")) {
    const key = (item: unknown) =>
      keys.map((name) => String((item as Record<string, unknown>)[name])).join("\0");
    return items.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }
  if (SETS.has(field)) return items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return items;
}

function normaliseScalar(value: unknown, path: string[]): unknown {
  const [parent, field] = [path.at(-2), path.at(-1)];
  if (parent === "requests" || parent === "limits") return quantity(value);
  if ((field === "targetPort" || field === "servicePort") && /^\d+$/.test(String(value)))
    return Number(value);
  // YAML in a ConfigMap is compared by what it says.
  if (path[0] === "data" && path.length === 2 && typeof value === "string") {
    const document = parseDocument(value);
    const parsed: unknown = document.errors.length > 0 ? undefined : document.toJS();
    return typeof parsed === "object" && parsed !== null ? normaliseField(parsed, []) : value;
  }
  return value;
}

function isDefault(path: string[], value: unknown): boolean {
  return DEFAULTS.some(({ path: pattern, value: byDefault }) => {
    const parts = pattern.split(".");
    return (
      value === byDefault &&
      parts.length === path.length &&
      parts.every((part, index) => part === "*" || part === path[index])
    );
  });
}

/** A Service's port goes to the same port of its pods where it does not say otherwise. */
function isOwnPort(parent: object, key: string, value: unknown): boolean {
  return key === "targetPort" && (parent as { port?: unknown }).port === value;
}

const SUFFIXES: Record<string, number> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A resource quantity (`500m`, `0.5`, `1Gi`) as a number; anything else as it is. */
function quantity(value: unknown): unknown {
  const match = /^([0-9.]+)(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/.exec(String(value));
  return match === null ? value : Number(match[1]) * (SUFFIXES[match[2] ?? ""] ?? 1);
}
