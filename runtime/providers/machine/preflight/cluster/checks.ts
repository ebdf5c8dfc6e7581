import type { Check, Failure, Verdict } from "../../../../../lib/checks/check";
import { runChecks } from "../../../../../lib/checks/runChecks";
import { isOlder } from "../../../../../lib/isOlder";
import { clusterPreflight as definition } from "../../sdk/preflight";
import { preflightType, whereReached } from "../preflightType";
import { type Facts, gatherFacts, type Reached } from "./facts";
import { USUAL_RANGE } from "./nodePorts";
import type { Existing } from "./objects";
import { type Requirements, titleOf } from "./requirements";
import { describeRights } from "./rights";

/** A check of a cluster that answers. */
type ClusterCheck = Check<[requirements: Requirements, facts: Reached]>;

const reachable: Check<[requirements: Requirements, facts: Facts]> = {
  id: "cluster",
  title: "the cluster answers and accepts the credentials",
  fix: "Start the cluster, or use another kubeconfig or context.",
  note: "The message distinguishes a refused connection, an unknown name, no answer, a wrong certificate, and rejected or expired credentials.",
  run: (_, facts) =>
    facts.unreachable === undefined
      ? { found: [`Kubernetes ${facts.version} at ${facts.server}`] }
      : { failures: [facts.unreachable] },
};

const clusterVersion: ClusterCheck = {
  id: "kubernetes-version",
  title: "the mesh supports the cluster's version",
  fix: "Use another cluster, or the other mesh (mesh.version).",
  note: "Simulated nodes, which run no container, may have any version.",
  run({ version: wanted }, facts) {
    if (wanted === undefined) return undefined;
    const reason = simulated(facts);
    if (reason !== undefined) return { skipped: reason };
    const { min, max } = wanted;
    const own = /(\d+)\.(\d+)/.exec(facts.version)?.[0] ?? "0.0";
    const fits = (min === undefined || !isOlder(own, min)) && (max === undefined || !isOlder(max, own));
    const range = [min && `${min} or newer`, max && `${max} or older`].filter(Boolean).join(", ");
    const assumed =
      facts.nodes.unknown === undefined
        ? ""
        : " (these credentials may not list nodes, so the nodes are assumed to run containers)";
    const text = `Kubernetes version: found ${facts.version}; expected ${range} for ${wanted.for}${assumed}`;
    return { failures: fits ? [] : [text], found: [`${facts.version}; ${wanted.for} requires ${range}`] };
  },
};

/** The checks of objects: kinds, permissions and conflicts of the planned ones, and objects of another Istio. */
const objectChecks: readonly ClusterCheck[] = [
  {
    id: "kinds",
    title: "the cluster supports every kind that the environment uses",
    fix: "Use a cluster of another version.",
    run({ objects }, { missingKinds }) {
      if (objects.length === 0) return undefined;
      return {
        failures: missingKinds.map((kind) => `kind ${kind}: not supported by this cluster`),
        found: [`${new Set(objects.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).size} kinds`],
      };
    },
  },
  {
    id: "rights",
    title: "the credentials have all permissions that the environment requires",
    fix: "Ask an administrator to grant the permissions, or use other credentials.",
    note: "SelfSubjectAccessReviews ask for each verb on each kind in each namespace, and for what the created roles grant (or `escalate` and `bind` on cluster roles).",
    run({ objects, rules }, facts) {
      if (objects.length === 0 && rules.length === 0) return undefined;
      if (facts.rights.unknown !== undefined) return { skipped: facts.rights.unknown };
      const { direct, granted } = facts.rights.value;
      const failures = describeRights(direct).map((text) => `permission: missing ${text}`);
      if (granted.length > 0) {
        failures.push(
          `permission: missing escalate, bind clusterroles.rbac.authorization.k8s.io in the whole cluster, or each permission that the roles grant: ${describeRights(granted).join("; ")}`,
        );
      }
      return { failures, found: [`for ${objects.length} objects`] };
    },
  },
  {
    id: "objects",
    title: "no object of the environment already exists",
    fix: "Delete the object if it is not needed, or choose another namespace.",
    note: "An existing object is never adopted, so `destroy` never deletes one.",
    run({ objects }, { existing }) {
      if (objects.length === 0) return undefined;
      if (existing.unknown !== undefined) return { skipped: existing.unknown };
      return { failures: existing.value.map(conflict) };
    },
  },
  {
    id: "istio",
    title: "no other Istio exists",
    fix: "Remove the other Istio, or use another cluster.",
    note: "Two control planes without revisions configure the same proxies, and custom resource definitions exist once per cluster.",
    run({ absent }, facts) {
      if (absent.length === 0) return undefined;
      const failures = absent.flatMap(({ what, remedy, warning }, index): Failure[] => {
        const { value: found = [] } = facts.foreign[index]!;
        if (found.length === 0) return [];
        const fix = `${remedy[0]!.toUpperCase()}${remedy.slice(1)}.`;
        return [{ text: `${what}: found ${shortened(found)}`, fix, warning }];
      });
      const unknown = facts.foreign.flatMap((found) => found.unknown ?? []);
      return unknown.length > 0 && failures.length === 0
        ? { skipped: [...new Set(unknown)].join("; ") }
        : { failures };
    },
  },
];

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

/** The first three of a list, and the number of the others. */
function shortened(titles: readonly string[]): string {
  const first = titles.slice(0, 3).join(", ");
  return titles.length > 3 ? `${first} and ${titles.length - 3} more` : first;
}

/** The checks of what pods and their callers require: NodePorts, DNS, Services and admission. */
const networkChecks: readonly ClusterCheck[] = [
  {
    id: "node-ports",
    title: "the NodePorts are free",
    fix: "Delete the Service, or choose another NodePort.",
    note: "The API does not report the cluster's range of NodePorts; another range than 30000–32767 is only detected when some Service uses it.",
    run: nodePorts,
  },
  {
    id: "dns",
    title: "cluster DNS works",
    fix: "Install CoreDNS as the Service kube-dns in kube-system.",
    note: "Without it pods cannot resolve Service names.",
    run: forContainers(({ dns }) => {
      if (dns.unknown !== undefined) return { skipped: dns.unknown };
      const { service, ready } = dns.value;
      if (service === undefined) {
        const text =
          "cluster DNS: kube-system has no Service kube-dns and none with the label k8s-app=kube-dns, so pods cannot resolve names";
        return { failures: [text] };
      }
      const unready = {
        text: `cluster DNS: found no ready pod behind the Service ${service}`,
        fix: "See `kubectl -n kube-system get pods -l k8s-app=kube-dns`.",
        warning: true,
      };
      return { failures: ready ? [] : [unready], found: [`Service ${service}`] };
    }),
  },
  {
    id: "kube-proxy",
    title: "something implements Services",
    fix: "Install kube-proxy, or make sure that a replacement works.",
    note: "It is only a warning, since the replacement may be unknown to this check.",
    run: forContainers(({ proxy }) => {
      if (proxy.unknown !== undefined) return { skipped: proxy.unknown };
      if (proxy.value !== undefined) return { found: [proxy.value] };
      const text =
        "kube-proxy: found neither kube-proxy nor a known replacement in kube-system; without one, no Service and no NodePort answers";
      return { failures: [{ text, warning: true }] };
    }),
  },
  {
    id: "admission",
    title: "pods with a sidecar are admitted",
    fix: "Label the namespace `pod-security.kubernetes.io/enforce=privileged`, or choose another.",
    note: "The init container changes its pod's iptables rules, which requires `NET_ADMIN`.",
    run: admission,
  },
];

/** Skips a check of the network where no containers run. */
function forContainers(run: (facts: Reached) => Verdict): ClusterCheck["run"] {
  return ({ network }, facts) => {
    if (!network) return undefined;
    const reason = simulated(facts);
    return reason === undefined ? run(facts) : { skipped: reason };
  };
}

/** Why checks of containers are skipped: all nodes are simulated. Undefined when one is not, or nodes are unknown. */
function simulated({ nodes: { value: nodes = [] } }: Reached): string | undefined {
  return nodes.length > 0 && nodes.every((node) => node.simulated)
    ? "all nodes are simulated (KWOK): no container runs there"
    : undefined;
}

function nodePorts(requirements: Requirements, facts: Reached): Verdict | undefined {
  if (requirements.nodePorts.length === 0) return undefined;
  if (facts.nodePorts.unknown !== undefined) return { skipped: facts.nodePorts.unknown };
  const { taken, unusual } = facts.nodePorts.value;
  const failures = requirements.nodePorts.flatMap(({ port, for: purpose }): (Failure | string)[] => {
    if (!taken.has(port)) return [];
    const holder = taken.get(port);
    const who = holder === undefined ? "another Service" : `the Service ${holder}`;
    return [`NodePort ${port} for ${purpose}: found ${who} using it; expected a free one`];
  });
  if (unusual !== undefined) {
    failures.push({
      text: `NodePort range: found a Service with ${unusual}; expected ${USUAL_RANGE.min}–${USUAL_RANGE.max}`,
      fix: "Check that the cluster's range contains the stack's NodePorts.",
      warning: true,
    });
  }
  return { failures, found: [requirements.nodePorts.map(({ port }) => port).join(", ")] };
}

function admission(requirements: Requirements, facts: Reached): Verdict | undefined {
  if (requirements.pods.length === 0) return undefined;
  const failures = facts.admission.flatMap(({ pod, level, rejection, unknown }): Failure[] => {
    const fix = `Run kubectl label namespace ${pod.namespace} pod-security.kubernetes.io/enforce=privileged --overwrite, or choose another namespace.`;
    if (rejection !== undefined)
      return [{ text: `admission: ${pod.for} in ${pod.namespace} would be rejected: ${rejection}`, fix }];
    if (unknown === undefined || level === undefined || level === "privileged") return [];
    return [
      {
        text: `admission: namespace ${pod.namespace} enforces Pod Security ${level}, which rejects ${pod.for}`,
        fix,
      },
    ];
  });
  if (failures.length > 0) return { failures };
  const unknown = [...new Set(facts.admission.flatMap(({ unknown: why }) => why ?? []))];
  if (unknown.length > 0) return { skipped: unknown.join("; ") };
  return facts.admission.length === 0
    ? { skipped: "the namespaces do not exist yet: what new ones enforce is unknown" }
    : { found: [...new Set(facts.admission.map(({ pod }) => pod.namespace))] };
}

/** The checks of a Kubernetes cluster. */
export const clusterChecks: readonly Check<[requirements: Requirements, facts: Facts]>[] = [
  reachable,
  ...[clusterVersion, ...objectChecks, ...networkChecks].map(whereReached("the cluster does not answer")),
];

/** Preflight checks of a Kubernetes cluster. */
export const clusterPreflight = preflightType<typeof definition.inputs>({
  ...definition,
  run: async (given, _, previous) => runChecks(clusterChecks, [given, await gatherFacts(given, previous)]),
  sentence: (given) => `Preflight checks of the cluster for ${given.for} failed; nothing was changed`,
  idOf: (given) => given.for,
});
