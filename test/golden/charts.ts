import { execFileSync } from "node:child_process";
import { ISTIO_RESOURCES } from "../../components/mesh/current/crds";
import { type CurrentDeviation, currentDeviations } from "./deviations/current";
import { rightsOf, rightText } from "./deviations/current/rights";
import type { CurrentMeshSettings } from "../../components/mesh/current/config";
import { type ComparedObject, parseObjects } from "./compare";

let rendered: ComparedObject[] | undefined;

/** The objects of Istio's charts by default, rendered once per run by `istioctl`, which contains the charts. */
export function chartObjects(istioctl: string): ComparedObject[] {
  const values = ["profile=default", "hub=docker.io/istio", "tag=1.31.4"];
  rendered ??= parseObjects(
    execFileSync(istioctl, ["manifest", "generate", ...values.flatMap((value) => ["--set", value])], {
      encoding: "utf8",
      maxBuffer: 2 ** 26,
      // Without a home folder it finds no kubeconfig and contacts no cluster.
      env: { PATH: process.env.PATH, HOME: "/nonexistent" },
    }),
  );
  return rendered;
}

/** The charts' objects with a table of deviations applied. */
export function expectedObjects(
  objects: ComparedObject[],
  settings: CurrentMeshSettings,
  table: readonly CurrentDeviation[] = currentDeviations,
): ComparedObject[] {
  const omitted = table.flatMap(({ omit }) => omit?.(settings) ?? []);
  const adjusted = objects
    .filter((object) => !omitted.some((which) => isThis(object, which)))
    .map((object) =>
      table.reduce<ComparedObject>((current, { apply }) => apply?.(current, settings) ?? current, object),
    );
  return [...adjusted, ...table.flatMap(({ add }) => add?.(settings) ?? [])].map(canonical);
}

function isThis({ kind, metadata }: ComparedObject, which: string): boolean {
  return which.includes(" ") ? `${kind} ${metadata.name}`.startsWith(which) : kind === which;
}

/**
 * One form for objects of the same meaning, beyond `normalise`: a role is the set of its rights, and the defaults of
 * the API server are removed.
 */
export function canonical(object: ComparedObject): ComparedObject {
  const { rules, ...fields } = withoutDefaults(object) as ComparedObject;
  if (rules === undefined || !["Role", "ClusterRole"].includes(object.kind))
    return { ...fields, ...(rules ? { rules } : {}) };
  const rights = rightsOf(rules as Parameters<typeof rightsOf>[0], ISTIO_RESOURCES).map(rightText);
  return { ...fields, rights: Object.fromEntries(rights.map((right) => [right, true])) };
}

/** Defaults of the API server, with the parent's name for fields that several kinds of parents have. */
const API_DEFAULTS: readonly [parent: string | undefined, field: string, value: unknown][] = [
  ["fieldRef", "apiVersion", "v1"],
  ["httpGet", "scheme", "HTTP"],
  ["readinessProbe", "successThreshold", 1],
  ["readinessProbe", "timeoutSeconds", 1],
];

function withoutDefaults(value: unknown, parent?: string): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutDefaults(item));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(
    ([field, child]) =>
      !API_DEFAULTS.some(
        ([within, name, byDefault]) => within === parent && name === field && child === byDefault,
      ),
  );
  return Object.fromEntries(kept.map(([field, child]) => [field, withoutDefaults(child, field)]));
}
