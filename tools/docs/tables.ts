import { RECORDING_DIFFERENCES } from "../../test/engine/recordingDifferences";
import { bookinfoDeviations } from "../../test/golden/deviations/bookinfo";
import { type DescribedDeviation, deviations } from "../../test/golden/deviations/classic";
import { currentDeviations } from "../../test/golden/deviations/current";
import { routingDeviations } from "../../test/golden/deviations/routing";
import { annotationDeviations, injectionDeviations } from "../../test/golden/deviations/sidecar";
import { yamlDeviations } from "../../test/golden/deviations/yaml";
import { meshes, type Mesh } from "../../components/meshes";
import { catalog, meshesOf, routeNames, type RouteName } from "../../components/routing/catalog";
import { routingObjects } from "../../components/routing/routingObjects";
import type { CheckDescription } from "../../lib/checks/check";
import { UNSUPPORTED_FLAGS } from "../../runtime/engine/cli/unsupported";
import { clusterChecks } from "../../runtime/providers/machine/preflight/cluster/checks";
import { dockerChecks } from "../../runtime/providers/machine/preflight/docker/checks";
import { machineChecks } from "../../runtime/providers/machine/preflight/machine/checks";
import { toolChecks } from "../doctor/toolChecks";
import { checks as environmentChecks } from "../verify/checks";

/** The cells of the generated tables: by page, and by a line before the table, such as the heading of its section. */
export const tables = {
  "checks.md": {
    "## This machine: programs": toolChecks.map(checkRow),
    "## This machine: real nodes": machineChecks.map(checkRow),
    "## A Docker daemon and its host": dockerChecks.map(checkRow),
    "## A cluster": clusterChecks.map(checkRow),
    "## The running environment": environmentChecks.map(checkRow),
  },
  "deviations.md": {
    "## The classic mesh, its addons and Bookinfo: from the release's YAML": [
      ...deviations,
      ...bookinfoDeviations,
    ].map(deviationRow),
    "## The current control plane: from Istio's charts": currentDeviations.map(deviationRow),
    "## The current sidecar: from `istioctl kube-inject`": [
      ...injectionDeviations,
      ...annotationDeviations,
    ].map(deviationRow),
    "## Routing specs: from `istioctl validate`": routingDeviations.map(deviationRow),
    "## Manifests: from sigs.k8s.io/yaml": yamlDeviations.map(deviationRow),
  },
  "engine.md": {
    "| Flag | Commands | Alternative |": UNSUPPORTED_FLAGS.map(
      ({ flags, commands = ["all"], instead = "" }) => [`\`${flags}\``, commands.join(", "), instead],
    ),
    "| Recordings | Difference | Reason |": recordingDifferences(),
  },
  "routing.md": {
    "# Ready-made routing rules": routeNames.map((name) => [
      `\`${name}\``,
      catalog[name].description,
      ...meshes.map((istio) => objectsOf(name, istio)),
    ]),
  },
};

function checkRow({ id, title, fix, note }: CheckDescription): string[] {
  return [`\`${id}\``, title, [fix, note].filter(Boolean).join(" ")];
}

export function deviationRow({ id, appliesTo, what, why }: DescribedDeviation): string[] {
  return [`\`${id}\``, appliesTo, what, why].map((text) => text.replaceAll("|", "\\|"));
}

/** One row per difference, with all recordings that show it. */
function recordingDifferences(): string[][] {
  const files = new Map<string, string[]>();
  for (const { file, what, why } of RECORDING_DIFFERENCES) {
    const text = `${what} | ${why}`;
    files.set(text, [...(files.get(text) ?? []), `\`${file}\``]);
  }
  return [...files].map(([text, names]) => [names.join(", "), text]);
}

function objectsOf(name: RouteName, istio: Mesh): string {
  if (!meshesOf(name).includes(istio)) return "none: requires Mixer (classic mesh)";
  return routingObjects([name], { istio })
    .map((object) => `${object.kind} \`${object.metadata.name}\``)
    .join(", ");
}
