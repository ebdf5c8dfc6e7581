import type { Check, Lack } from "../check";
import { compareVersions } from "../version";
import type { Facts } from "./facts";
import { type Needs, titleOf } from "./requirements";
import { networkChecks } from "./networkChecks";
import { onCluster, simulated } from "./onCluster";
import type { Existing } from "./objects";
import { describeRights } from "./rights";

/** A check of a cluster. */
export type ClusterCheck = Check<Needs, Facts>;

/** The sentence in front of what a cluster lacks. */
export const clusterSentence = (needs: Pick<Needs, "for">): string =>
  `the cluster lacks what ${needs.for} needs; nothing was put on it`;

const reachable: ClusterCheck = {
  id: "cluster",
  title: "the cluster answers, and takes the credentials",
  remedy:
    "Start the cluster, or give another kubeconfig or context. A refused connection, an unknown name, a silent address, a certificate that does not fit, and credentials that are refused or have expired are each said apart.",
  judge: (_, facts) =>
    facts.unreachable === undefined
      ? { found: [`Kubernetes ${facts.version} at ${facts.server}`] }
      : { lacks: [{ text: facts.unreachable }] },
};

const version = onCluster(
  {
    id: "kubernetes-version",
    title: "the cluster's version fits the mesh",
    remedy:
      "Use a cluster of a version that is named, or the other generation (`mesh.generation`). Simulated nodes, which run no container, may have any version.",
  },
  ({ version: wanted }, facts) => {
    if (wanted === undefined) return undefined;
    const reason = simulated(facts);
    if (reason !== undefined) return { leftOut: reason };
    const { min, max } = wanted;
    const own = /(\d+)\.(\d+)/.exec(facts.version)?.[0] ?? "0.0";
    const fits =
      (min === undefined || compareVersions(own, min) >= 0) &&
      (max === undefined || compareVersions(own, max) <= 0);
    const range = [min && `${min} or newer`, max && `${max} or older`].filter(Boolean).join(", ");
    if (fits) return { found: [`${facts.version}; ${wanted.for} needs ${range}`] };
    const unseen =
      "unknown" in facts.nodes && facts.nodes.unknown !== undefined
        ? "; nodes may not be listed with these credentials, and are taken to be real"
        : "";
    return {
      lacks: [
        {
          text: `Kubernetes: this cluster has ${facts.version}, and ${wanted.for} needs ${range}; use such a cluster, or the other generation (mesh.generation)${unseen}`,
        },
      ],
    };
  },
);

const kinds = onCluster(
  {
    id: "kinds",
    title: "the cluster serves every kind that is put on it",
    remedy: "Use a cluster of a version that serves the kind.",
  },
  ({ objects }, { missingKinds }) => {
    if (objects.length === 0) return undefined;
    return {
      lacks: missingKinds.map((kind) => ({
        text: `the kind ${kind}: this cluster does not serve it; use one of another version`,
      })),
      found: [`${new Set(objects.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).size} kinds`],
    };
  },
);

const rights = onCluster(
  {
    id: "rights",
    title: "the credentials may do all that is done there",
    remedy:
      "Have an administrator grant the rights that are listed, or use other credentials. They are what is asked for by SelfSubjectAccessReview: each verb on each kind in each namespace, and what the roles that are made grant (or `escalate` and `bind` of cluster roles).",
  },
  ({ objects, rules }, facts) => {
    if (objects.length === 0 && rules.length === 0) return undefined;
    if (!("value" in facts.rights)) return { leftOut: facts.rights.unknown };
    const { direct, granted } = facts.rights.value;
    const lacks: Lack[] = describeRights(direct).map((text) => ({ text: `right: ${text}` }));
    if (granted.length > 0) {
      lacks.push({
        text: `right: escalate, bind clusterroles.rbac.authorization.k8s.io in the whole cluster; or each right that the roles grant: ${describeRights(granted).join("; ")}`,
      });
    }
    return { lacks, found: lacks.length === 0 ? [`for ${objects.length} objects`] : [] };
  },
);

const taken = onCluster(
  {
    id: "objects",
    title: "none of what is put on the cluster is there already",
    remedy:
      "Delete the object, if nobody needs it, or choose another namespace. An object that was there before is never taken over, so that `destroy` never deletes one.",
  },
  ({ objects }, { existing }) => {
    if (objects.length === 0) return undefined;
    if (!("value" in existing)) return { leftOut: existing.unknown };
    return { lacks: existing.value.map(takenLack) };
  },
);

function takenLack({ object, byPulumi, going }: Existing): Lack {
  const title = titleOf(object);
  if (going) return { text: `${title} is being deleted: wait until it is gone, and try again` };
  if (byPulumi) {
    return {
      text: `${title} is there, made by Pulumi: if that was another stack, choose another namespace for this one`,
      warning: true,
    };
  }
  const key = object.kind === "Namespace" ? ", or choose another (mesh.namespace, bookinfo.namespace)" : "";
  return {
    text: `${title} is there, and this stack did not make it: delete it, if nobody needs it${key}`,
  };
}

const foreign = onCluster(
  {
    id: "istio",
    title: "no other Istio is there",
    remedy:
      "Remove the other Istio, or use another cluster: two control planes without revisions configure the same proxies, and definitions of custom resources are there once for all.",
  },
  ({ absent }, facts) => {
    if (absent.length === 0) return undefined;
    const lacks = absent.flatMap(({ what, remedy, warning }, index): Lack[] => {
      const told = facts.foreign[index]!;
      if (!("value" in told) || told.value.length === 0) return [];
      return [{ text: `${what}: ${shortened(told.value)}; ${remedy}`, warning }];
    });
    const unknown = facts.foreign.flatMap((told) => ("value" in told ? [] : [told.unknown]));
    return unknown.length > 0 && lacks.length === 0
      ? { leftOut: [...new Set(unknown)].join("; ") }
      : { lacks };
  },
);

/** Three of a list, and how many more. */
function shortened(titles: readonly string[]): string {
  const first = titles.slice(0, 3).join(", ");
  return titles.length > 3 ? `${first} and ${titles.length - 3} more` : first;
}

/** What is looked at of a Kubernetes cluster. */
export const clusterChecks: readonly ClusterCheck[] = [
  reachable,
  version,
  kinds,
  rights,
  taken,
  foreign,
  ...networkChecks,
];
