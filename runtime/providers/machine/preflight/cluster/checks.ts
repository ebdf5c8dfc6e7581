import type { Check, Failure } from "../../../../../lib/checks/check";
import { isOlder } from "../../../../../lib/isOlder";
import type { Facts } from "./facts";
import { networkChecks, onCluster, simulated } from "./networkChecks";
import type { Existing } from "./objects";
import { type Requirements, titleOf } from "./requirements";
import { describeRights } from "./rights";

/** A check of a cluster. */
type ClusterCheck = Check<[requirements: Requirements, facts: Facts]>;

/** The sentence before the failures of a cluster. */
export const clusterSentence = (requirements: Pick<Requirements, "for">): string =>
  `Preflight checks of the cluster for ${requirements.for} failed; nothing was changed`;

const reachable: ClusterCheck = {
  id: "cluster",
  title: "the cluster answers and accepts the credentials",
  fix: "Start the cluster, or use another kubeconfig or context.",
  note: "The message distinguishes a refused connection, an unknown name, no answer, a wrong certificate, and rejected or expired credentials.",
  run: (_, facts) =>
    facts.unreachable === undefined
      ? { found: [`Kubernetes ${facts.version} at ${facts.server}`] }
      : { failures: [facts.unreachable] },
};

const version = onCluster(
  {
    id: "kubernetes-version",
    title: "the mesh supports the cluster's version",
    fix: "Use another cluster, or the other mesh (mesh.version).",
    note: "Simulated nodes, which run no container, may have any version.",
  },
  ({ version: wanted }, facts) => {
    if (wanted === undefined) return undefined;
    const reason = simulated(facts);
    if (reason !== undefined) return { skipped: reason };
    const { min, max } = wanted;
    const own = /(\d+)\.(\d+)/.exec(facts.version)?.[0] ?? "0.0";
    const fits = (min === undefined || !isOlder(own, min)) && (max === undefined || !isOlder(max, own));
    const range = [min && `${min} or newer`, max && `${max} or older`].filter(Boolean).join(", ");
    const assumed =
      "value" in facts.nodes
        ? ""
        : " (these credentials may not list nodes, so the nodes are assumed to run containers)";
    const text = `Kubernetes version: found ${facts.version}; expected ${range} for ${wanted.for}${assumed}`;
    return { failures: fits ? [] : [text], found: [`${facts.version}; ${wanted.for} requires ${range}`] };
  },
);

const kinds = onCluster(
  {
    id: "kinds",
    title: "the cluster supports every kind that the environment uses",
    fix: "Use a cluster of another version.",
  },
  ({ objects }, { missingKinds }) => {
    if (objects.length === 0) return undefined;
    return {
      failures: missingKinds.map((kind) => `kind ${kind}: not supported by this cluster`),
      found: [`${new Set(objects.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).size} kinds`],
    };
  },
);

const rights = onCluster(
  {
    id: "rights",
    title: "the credentials have all permissions that the environment requires",
    fix: "Ask an administrator to grant the permissions, or use other credentials.",
    note: "SelfSubjectAccessReviews ask for each verb on each kind in each namespace, and for what the created roles grant (or `escalate` and `bind` on cluster roles).",
  },
  ({ objects, rules }, facts) => {
    if (objects.length === 0 && rules.length === 0) return undefined;
    if (!("value" in facts.rights)) return { skipped: facts.rights.unknown };
    const { direct, granted } = facts.rights.value;
    const failures = describeRights(direct).map((text) => `permission: missing ${text}`);
    if (granted.length > 0) {
      failures.push(
        `permission: missing escalate, bind clusterroles.rbac.authorization.k8s.io in the whole cluster, or each permission that the roles grant: ${describeRights(granted).join("; ")}`,
      );
    }
    return { failures, found: [`for ${objects.length} objects`] };
  },
);

const conflicts = onCluster(
  {
    id: "objects",
    title: "no object of the environment already exists",
    fix: "Delete the object if it is not needed, or choose another namespace.",
    note: "An existing object is never adopted, so `destroy` never deletes one.",
  },
  ({ objects }, { existing }) => {
    if (objects.length === 0) return undefined;
    if (!("value" in existing)) return { skipped: existing.unknown };
    return { failures: existing.value.map(conflict) };
  },
);

function conflict({ object, byPulumi, deleting }: Existing): Failure {
  const title = titleOf(object);
  if (deleting)
    return {
      text: `${title}: found one that is being deleted`,
      fix: "Wait until its deletion has ended, and try again.",
    };
  if (byPulumi) {
    return {
      text: `${title}: found one created by Pulumi`,
      fix: "If another stack created it, choose another namespace for this one.",
      warning: true,
    };
  }
  const key = object.kind === "Namespace" ? ", or choose another (mesh.namespace, bookinfo.namespace)" : "";
  return {
    text: `${title}: found one that this stack did not create`,
    fix: `Delete the object if it is not needed${key}.`,
  };
}

const foreign = onCluster(
  {
    id: "istio",
    title: "no other Istio exists",
    fix: "Remove the other Istio, or use another cluster.",
    note: "Two control planes without revisions configure the same proxies, and custom resource definitions exist once per cluster.",
  },
  ({ absent }, facts) => {
    if (absent.length === 0) return undefined;
    const failures = absent.flatMap(({ what, remedy, warning }, index): Failure[] => {
      const found = facts.foreign[index]!;
      if (!("value" in found) || found.value.length === 0) return [];
      const fix = `${remedy[0]!.toUpperCase()}${remedy.slice(1)}.`;
      return [{ text: `${what}: found ${shortened(found.value)}`, fix, warning }];
    });
    const unknown = facts.foreign.flatMap((found) => ("value" in found ? [] : [found.unknown]));
    return unknown.length > 0 && failures.length === 0
      ? { skipped: [...new Set(unknown)].join("; ") }
      : { failures };
  },
);

/** The first three of a list, and the number of the others. */
function shortened(titles: readonly string[]): string {
  const first = titles.slice(0, 3).join(", ");
  return titles.length > 3 ? `${first} and ${titles.length - 3} more` : first;
}

/** The checks of a Kubernetes cluster. */
export const clusterChecks: readonly ClusterCheck[] = [
  reachable,
  version,
  kinds,
  rights,
  conflicts,
  foreign,
  ...networkChecks,
];
