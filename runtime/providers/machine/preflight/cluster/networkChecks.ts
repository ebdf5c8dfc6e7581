import type { Check, Lack, Verdict } from "../check";
import type { Facts, Reached } from "./facts";
import type { Needs } from "./requirements";
import { USUAL_RANGE } from "./nodePorts";
import { onCluster, simulated } from "./onCluster";

type Judge = (needs: Needs, facts: Reached) => Verdict | undefined;
/** Judges what only containers need. */
const forContainers =
  (judge: Judge): Judge =>
  (needs, facts) => {
    if (!needs.network) return undefined;
    const reason = simulated(facts);
    return reason === undefined ? judge(needs, facts) : { leftOut: reason };
  };

/** What pods and their callers need: NodePorts, names, Services, and that pods are let in. */
export const networkChecks: readonly Check<Needs, Facts>[] = [
  onCluster(
    {
      id: "node-ports",
      title: "the NodePorts are free",
      remedy:
        "Delete the Service that has the NodePort, or choose another one in the stack file. The API does not tell the cluster's range of NodePorts; that it is another one than 30000–32767 is seen only where some Service shows it.",
    },
    nodePorts,
  ),
  onCluster(
    {
      id: "dns",
      title: "cluster DNS is there",
      remedy:
        "Install CoreDNS as the Service kube-dns in kube-system: without it no pod finds another by its name.",
    },
    forContainers(dns),
  ),
  onCluster(
    {
      id: "kube-proxy",
      title: "Services are carried out",
      remedy:
        "Install kube-proxy, or make sure that something else does its work. That nothing of it was found is a warning only, since what takes its place may not be known here.",
    },
    forContainers(proxy),
  ),
  onCluster(
    {
      id: "admission",
      title: "pods with a sidecar are let in",
      remedy:
        "Label the namespace `pod-security.kubernetes.io/enforce=privileged`, or choose another: the init container changes its pod's packet filter, which takes `NET_ADMIN`.",
    },
    admission,
  ),
];

function nodePorts(needs: Needs, facts: Reached): Verdict | undefined {
  if (needs.nodePorts.length === 0) return undefined;
  if (!("value" in facts.nodePorts)) return { leftOut: facts.nodePorts.unknown };
  const { taken, unusual } = facts.nodePorts.value;
  const lacks = needs.nodePorts.flatMap(({ port, for: purpose }): Lack[] => {
    if (!taken.has(port)) return [];
    const holder = taken.get(port);
    const who = holder === undefined ? "another Service" : `the Service ${holder}`;
    return [
      { text: `the NodePort ${port} for ${purpose}: ${who} has it; delete that, or choose another NodePort` },
    ];
  });
  if (unusual !== undefined) {
    lacks.push({
      text: `NodePorts: a Service has ${unusual}, so this cluster's range is not ${USUAL_RANGE.min}–${USUAL_RANGE.max}; see that those of the stack are in it`,
      warning: true,
    });
  }
  return { lacks, found: [needs.nodePorts.map(({ port }) => port).join(", ")] };
}

function dns(_: Needs, facts: Reached): Verdict {
  if (!("value" in facts.dns)) return { leftOut: facts.dns.unknown };
  const { service, ready } = facts.dns.value;
  if (service === undefined) {
    return {
      lacks: [
        {
          text: "cluster DNS: kube-system has no Service kube-dns, nor another with the label k8s-app=kube-dns, so that no pod finds another by its name; install CoreDNS",
        },
      ],
    };
  }
  if (ready) return { found: [`Service ${service}`] };
  return {
    lacks: [
      {
        text: `cluster DNS: no pod answers for the Service ${service}; see kubectl -n kube-system get pods -l k8s-app=kube-dns`,
        warning: true,
      },
    ],
  };
}

function proxy(_: Needs, { proxy: told }: Reached): Verdict {
  if (!("value" in told)) return { leftOut: told.unknown };
  if (told.value !== undefined) return { found: [told.value] };
  return {
    lacks: [
      {
        text: "kube-proxy: kube-system has none, nor anything known that takes its place; without it no Service and no NodePort answers",
        warning: true,
      },
    ],
  };
}

function admission(needs: Needs, facts: Reached): Verdict | undefined {
  if (needs.pods.length === 0) return undefined;
  const lacks = facts.admission.flatMap(({ pod, level, refusal, unknown }): Lack[] => {
    const what = `${pod.for} in ${pod.namespace}`;
    const remedy = `kubectl label namespace ${pod.namespace} pod-security.kubernetes.io/enforce=privileged --overwrite, or choose another namespace`;
    if (refusal !== undefined)
      return [{ text: `admission: ${what} would be refused: ${refusal}; ${remedy}` }];
    if (unknown === undefined || level === undefined || level === "privileged") return [];
    return [
      {
        text: `admission: the namespace ${pod.namespace} enforces Pod Security ${level}, which refuses ${pod.for}; ${remedy}`,
      },
    ];
  });
  if (lacks.length > 0) return { lacks };
  const unknown = [...new Set(facts.admission.flatMap(({ unknown: why }) => why ?? []))];
  if (unknown.length > 0) return { leftOut: unknown.join("; ") };
  return facts.admission.length === 0
    ? { leftOut: "the namespaces are not there yet: what a new one enforces is not known" }
    : { found: [...new Set(facts.admission.map(({ pod }) => pod.namespace))] };
}
