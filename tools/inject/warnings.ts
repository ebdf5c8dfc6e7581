import { foundExpected } from "../../lib/problemText";
import type { Mesh } from "../../components/meshes";
import { isMapping } from "../../lib/mapping";
import { valueAt } from "../../lib/schemaProblems";
import { listItems, workloadOf } from "../../components/sidecar/workloads";

const injectName = "sidecar.istio.io/inject";
/** Words that Istio's injector accepts without a warning. */
const words: Readonly<Record<Mesh, RegExp>> = {
  classic: /^(y|yes|true|on|n|no|false|off)$/i,
  current: /^(true|false)$/,
};

/**
 * Returns one line per setting that Istio's injector ignores with a warning: a value of `sidecar.istio.io/inject` that
 * is neither `true` nor `false`.
 */
export function injectionWarnings(object: unknown, istio: Mesh): string[] {
  if (!isMapping(object)) return [];
  const { apiVersion, kind } = object;
  const itemType = listItems(apiVersion, kind);
  if (itemType !== undefined) {
    const items = Array.isArray(object.items) ? (object.items as unknown[]) : [];
    return items.flatMap((item, index) =>
      injectionWarnings(isMapping(item) ? { ...itemType, ...item } : item, istio).map(
        (warning) => `items[${index}].${warning}`,
      ),
    );
  }
  const workload = workloadOf(apiVersion, kind);
  if (workload === undefined) return [];
  const places =
    istio === "classic"
      ? [["metadata", "annotations"]]
      : ["labels", "annotations"].map((field) => [...workload.templatePath, "metadata", field]);
  return places.flatMap((path) => {
    const value = valueAt(object, [...path, injectName]);
    if (value == null || words[istio].test(String(value))) return [];
    const hint = istio === "classic" ? "It counts as false." : "The value is ignored.";
    return [`${path.join(".")}["${injectName}"]: ${foundExpected(value, '"true" or "false"', hint)}`];
  });
}
