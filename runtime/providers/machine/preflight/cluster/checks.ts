import { type Check, compareVersions, type Failure, verdict } from "../check";
import type { Facts } from "./facts";
import { networkChecks, onCluster, simulated } from "./networkChecks";
import type { Existing } from "./objects";
import { type Requirements, titleOf } from "./requirements";
import { describeRights } from "./rights";

/** A check of a cluster. */
export type ClusterCheck = Check<Requirements, Facts>;

/** The sentence before the failures of a cluster. */
export const clusterSentence = (requirements: Pick<Requirements, "for">): string =>
  `Preflight checks of the cluster for ${requirements.for} failed; nothing was changed`;

const reachable: ClusterCheck = {
  id: "cluster",
  title: "the cluster answers and accepts the credentials",
  remedy:
    "Start the cluster, or use another kubeconfig or context. The message distinguishes a refused connection, an unknown name, no answer, a wrong certificate, and rejected or expired credentials.",
  evaluate: (_, facts) =>
    facts.unreachable === undefined
      ? { found: [`Kubernetes ${facts.version} at ${facts.server}`] }
      : { failures: [{ text: facts.unreachable }] },
};

const version = onCluster(
  {
    id: "kubernetes-version",
    title: "the mesh supports the cluster's version",
    remedy:
      "Use a cluster of a supported version, or the other mesh (`mesh.version`). Simulated nodes, which run no container, may have any version.",
  },
  ({ version: wanted }, facts) => {
    if (wanted === undefined) return undefined;
    const reason = simulated(facts);
    if (reason !== undefined) return { skipped: reason };
    const { min, max } = wanted;
    const own = /(\d+)\.(\d+)/.exec(facts.version)?.[0] ?? "0.0";
    const fits =
      (min === undefined || compareVersions(own, min) >= 0) &&
      (max === undefined || compareVersions(own, max) <= 0);
    const range = [min && `${min} or newer`, max && `${max} or older`].filter(Boolean).join(", ");
    const assumed =
      "value" in facts.nodes
        ? ""
        : " These credentials may not list nodes, so the nodes are assumed to run containers.";
    return verdict(
      fits
        ? undefined
        : {
            text: `Kubernetes version: found ${facts.version}; expected ${range} for ${wanted.for}. Use another cluster, or the other mesh (mesh.version).${assumed}`,
          },
      `${facts.version}; ${wanted.for} requires ${range}`,
    );
  },
);

const kinds = onCluster(
  {
    id: "kinds",
    title: "the cluster supports every kind that the environment uses",
    remedy: "Use a cluster of a version that supports the kind.",
  },
  ({ objects }, { missingKinds }) => {
    if (objects.length === 0) return undefined;
    return {
      failures: missingKinds.map((kind) => ({
        text: `kind ${kind}: not supported by this cluster. Use a cluster of another version.`,
      })),
      found: [`${new Set(objects.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).size} kinds`],
    };
  },
);

const rights = onCluster(
  {
    id: "rights",
    title: "the credentials have all permissions that the environment requires",
    remedy:
      "Ask an administrator to grant the listed permissions, or use other credentials. SelfSubjectAccessReviews ask for each verb on each kind in each namespace, and for what the created roles grant (or `escalate` and `bind` on cluster roles).",
  },
  ({ objects, rules }, facts) => {
    if (objects.length === 0 && rules.length === 0) return undefined;
    if (!("value" in facts.rights)) return { skipped: facts.rights.unknown };
    const { direct, granted } = facts.rights.value;
    const failures: Failure[] = describeRights(direct).map((text) => ({
      text: `permission: missing ${text}`,
    }));
    if (granted.length > 0) {
      failures.push({
        text: `permission: missing escalate, bind clusterroles.rbac.authorization.k8s.io in the whole cluster, or each permission that the roles grant: ${describeRights(granted).join("; ")}`,
      });
    }
    return { failures, found: failures.length === 0 ? [`for ${objects.length} objects`] : [] };
  },
);

const conflicts = onCluster(
  {
    id: "objects",
    title: "no object of the environment already exists",
    remedy:
      "Delete the object if it is not needed, or choose another namespace. An existing object is never adopted, so `destroy` never deletes one.",
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
    return { text: `${title}: found one that is being deleted. Wait until it is, and try again.` };
  if (byPulumi) {
    return {
      text: `${title}: found one created by Pulumi. If another stack created it, choose another namespace for this one.`,
      warning: true,
    };
  }
  const key = object.kind === "Namespace" ? ", or choose another (mesh.namespace, bookinfo.namespace)" : "";
  return {
    text: `${title}: found one that this stack did not create. Delete it if it is not needed${key}.`,
  };
}

const foreign = onCluster(
  {
    id: "istio",
    title: "no other Istio exists",
    remedy:
      "Remove the other Istio, or use another cluster: two control planes without revisions configure the same proxies, and custom resource definitions exist once per cluster.",
  },
  ({ absent }, facts) => {
    if (absent.length === 0) return undefined;
    const failures = absent.flatMap(({ what, remedy, warning }, index): Failure[] => {
      const found = facts.foreign[index]!;
      if (!("value" in found) || found.value.length === 0) return [];
      return [{ text: `${what}: found ${shortened(found.value)}; ${remedy}`, warning }];
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
