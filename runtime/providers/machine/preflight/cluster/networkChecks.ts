import type { Check, Failure, Verdict } from "../../../../../lib/checks/check";
import { whereReached } from "../reached";
import type { Facts, Reached } from "./facts";
import { USUAL_RANGE } from "./nodePorts";
import type { Requirements } from "./requirements";

/** A check of a cluster that answers. */
export const onCluster = whereReached<Requirements, Reached>("the cluster does not answer");

/** Why checks of containers are skipped: all nodes are simulated. Undefined when one is not, or nodes are unknown. */
export const simulated = ({ nodes }: Reached): string | undefined =>
  "value" in nodes && nodes.value.length > 0 && nodes.value.every((node) => node.simulated)
    ? "all nodes are simulated (KWOK): no container runs there"
    : undefined;

type Run = (requirements: Requirements, facts: Reached) => Verdict | undefined;
/** Skips a check where no containers run. */
const forContainers =
  (run: Run): Run =>
  (requirements, facts) => {
    if (!requirements.network) return undefined;
    const reason = simulated(facts);
    return reason === undefined ? run(requirements, facts) : { skipped: reason };
  };

/** The checks of what pods and their callers require: NodePorts, DNS, Services and admission. */
export const networkChecks: readonly Check<[requirements: Requirements, facts: Facts]>[] = [
  onCluster(
    {
      id: "node-ports",
      title: "the NodePorts are free",
      fix: "Delete the Service, or choose another NodePort.",
      note: "The API does not report the cluster's range of NodePorts; another range than 30000–32767 is only detected when some Service uses it.",
    },
    nodePorts,
  ),
  onCluster(
    {
      id: "dns",
      title: "cluster DNS works",
      fix: "Install CoreDNS as the Service kube-dns in kube-system.",
      note: "Without it pods cannot resolve Service names.",
    },
    forContainers(dns),
  ),
  onCluster(
    {
      id: "kube-proxy",
      title: "something implements Services",
      fix: "Install kube-proxy, or make sure that a replacement works.",
      note: "It is only a warning, since the replacement may be unknown to this check.",
    },
    forContainers(proxy),
  ),
  onCluster(
    {
      id: "admission",
      title: "pods with a sidecar are admitted",
      fix: "Label the namespace `pod-security.kubernetes.io/enforce=privileged`, or choose another.",
      note: "The init container changes its pod's iptables rules, which requires `NET_ADMIN`.",
    },
    admission,
  ),
];

function nodePorts(requirements: Requirements, facts: Reached): Verdict | undefined {
  if (requirements.nodePorts.length === 0) return undefined;
  if (!("value" in facts.nodePorts)) return { skipped: facts.nodePorts.unknown };
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

function dns(_: Requirements, facts: Reached): Verdict {
  if (!("value" in facts.dns)) return { skipped: facts.dns.unknown };
  const { service, ready } = facts.dns.value;
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
}

function proxy(_: Requirements, { proxy: found }: Reached): Verdict {
  if (!("value" in found)) return { skipped: found.unknown };
  if (found.value !== undefined) return { found: [found.value] };
  const text =
    "kube-proxy: found neither kube-proxy nor a known replacement in kube-system; without one, no Service and no NodePort answers";
  return { failures: [{ text, warning: true }] };
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
