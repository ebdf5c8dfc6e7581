import { parseDocument } from "yaml";

/**
 * Returns one form for all objects of the same meaning: lists that Kubernetes merges by a key or treats as sets are
 * sorted, defaults of the API server are removed, quantities and numeric ports are numbers, and YAML inside a ConfigMap
 * is parsed.
 */
export function normalise(object: unknown): unknown {
  return normaliseField(object, []);
}

/** Lists that Kubernetes treats as maps, with their keys (`x-kubernetes-list-map-keys`). */
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

/** Lists whose order has no meaning. */
const SETS = new Set(["apiGroups", "resources", "verbs", "rules"]);

/** Defaults of the API server by path; `*` is any key or index. */
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
  // Custom resources have fields of the same names that contain lists of strings.
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
  // Formatting and comments of YAML in a ConfigMap have no meaning.
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

/** `targetPort` defaults to `port`. */
function isOwnPort(parent: object, key: string, value: unknown): boolean {
  return key === "targetPort" && (parent as { port?: unknown }).port === value;
}

const powersOfTen: Record<string, number> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const powersOfTwo: Record<string, number> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const NANO = 10n ** 9n;

/** A resource quantity (`500m`, `0.5`, `1Gi`) as a number, rounded up to nanos as Kubernetes does; other values unchanged. */
function quantity(value: unknown): unknown {
  const match = /^([+-]?)(\d*)\.?(\d*)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/.exec(String(value));
  if (match === null || value === "") return value;
  const [, sign, whole, fraction, suffix = ""] = match as unknown as [
    string,
    string,
    string,
    string,
    string?,
  ];
  const exponent = powersOfTen[suffix] ?? (suffix in powersOfTwo ? 0 : Number(suffix.slice(1) || 0));
  const scaled = BigInt(`${whole}${fraction}` || "0") << BigInt(powersOfTwo[suffix] ?? 0);
  const power = 9 + exponent - fraction.length;
  const divisor = 10n ** BigInt(Math.max(0, -power));
  const nanos = (scaled * 10n ** BigInt(Math.max(0, power)) + divisor - 1n) / divisor;
  const size = Number(nanos / NANO) + Number(nanos % NANO) / 1e9;
  return sign === "-" && size !== 0 ? -size : size;
}
