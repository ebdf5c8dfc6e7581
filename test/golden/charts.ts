import { execFileSync } from "node:child_process";
import { ISTIO_RESOURCES } from "../../components/mesh/current/crds";
import { type CurrentDeviation, currentDeviations } from "./deviations/current";
import { rightsOf, rightText } from "./deviations/current/rights";
import type { CurrentMeshSettings } from "../../components/mesh/current/settings";
import { type ComparedObject, parseObjects } from "./compare";

let rendered: ComparedObject[] | undefined;

/** What Istio's own charts make by default, rendered by the `istioctl` that carries them; once a run. */
export function chartObjects(istioctl: string): ComparedObject[] {
  const values = ["profile=default", "hub=docker.io/istio", "tag=1.31.4"];
  rendered ??= parseObjects(
    execFileSync(istioctl, ["manifest", "generate", ...values.flatMap((value) => ["--set", value])], {
      encoding: "utf8",
      maxBuffer: 2 ** 26,
      // It must not look for a cluster.
      env: { PATH: process.env.PATH, HOME: "/nonexistent" },
    }),
  );
  return rendered;
}

/** What a table of deviations makes of the charts' objects. */
export function expectedObjects(
  objects: ComparedObject[],
  settings: CurrentMeshSettings,
  table: readonly CurrentDeviation[] = currentDeviations,
): ComparedObject[] {
  const leftOut = table.flatMap(({ leaveOut }) => leaveOut?.(settings) ?? []);
  const adjusted = objects
    .filter((object) => !leftOut.some((which) => isThis(object, which)))
    .map((object) =>
      table.reduce<ComparedObject>((current, { apply }) => apply?.(current, settings) ?? current, object),
    );
  return [...adjusted, ...table.flatMap(({ add }) => add?.(settings) ?? [])].map(canonical);
}

function isThis({ kind, metadata }: ComparedObject, which: string): boolean {
  return which.includes(" ") ? `${kind} ${metadata.name}`.startsWith(which) : kind === which;
}

/**
 * One form for what means the same, beyond what every golden normalises: a role's rules are the set of its rights,
 * and what the API server fills in is left out.
 */
export function canonical(object: ComparedObject): ComparedObject {
  const { rules, ...fields } = withoutDefaults(object) as ComparedObject;
  if (rules === undefined || !["Role", "ClusterRole"].includes(object.kind))
    return { ...fields, ...(rules ? { rules } : {}) };
  const rights = rightsOf(rules as Parameters<typeof rightsOf>[0], ISTIO_RESOURCES).map(rightText);
  return { ...fields, rights: Object.fromEntries(rights.map((right) => [right, true])) };
}

/** Fields that the API server fills in, with their values; the parent's name where a field means several things. */
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
