import type { LiveStack } from "./liveStack";
import { clusterProcesses, type ProcessMemory } from "./processMemory";
import { type Both, sides, table } from "./sideBySide";

const REQUESTS = 200;

/** Identifies a pod. */
interface PodName {
  namespace: string;
  name: string;
}

/** The components to which the memory of processes is attributed. */
const components = [
  "Kubernetes' control plane",
  "node",
  "cluster DNS",
  "istiod",
  "ingress gateway",
  "sidecars",
  "addons",
  "sample",
] as const;

type Component = (typeof components)[number];

/**
 * Measures the memory of all processes of each cluster, containers included, after some requests. PSS divides shared pages
 * among their processes, so that the sum counts each page once. The kernel can reclaim pages of files.
 */
export async function memory(stacks: Both<LiveStack>): Promise<string> {
  for (const side of sides) await stacks[side].ensureUp();
  return table(`MiB after ${REQUESTS} requests`, {
    withRoot: [await usedBy(stacks.withRoot)],
    withoutRoot: [await usedBy(stacks.withoutRoot)],
  });
}

/** The MiB of each component and of all. */
async function usedBy(stack: LiveStack): Promise<Record<string, number>> {
  for (let i = 0; i < REQUESTS; i++) {
    const response = await fetch(stack.page);
    if (response.status !== 200) throw new Error(`${stack.page} responds with ${response.status}`);
    await response.arrayBuffer();
  }
  const cluster = await stack.cluster();
  const listed = (await cluster.list("pods")) as { metadata: PodName & { uid: string } }[];
  const pods = new Map(listed.map(({ metadata }) => [metadata.uid, metadata]));
  const processes = clusterProcesses(cluster.dataDirectory);
  const mib = (of: (process: ProcessMemory) => number) =>
    processes.reduce((sum, process) => sum + of(process), 0) / 1024;
  const usedIn = (component: Component) =>
    mib((process) => (componentOf(process, pods) === component ? process.pss : 0));
  return {
    ...Object.fromEntries(components.map((component) => [component, usedIn(component)])),
    total: mib(({ pss }) => pss),
    "total without pages of files": mib(({ pss, file }) => pss - file),
  };
}

const CONTROL_PLANE = [
  "serve",
  "node-init",
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
];

/**
 * The mount of every container of a pod, in which the kubelet looks for a termination message. Unlike a cgroup, it also
 * exists on nodes without cgroups.
 */
const CONTAINER = /\/pods\/([^/ ]+)\/containers\/([^/ ]+)\/\S+ \/dev\/termination-log /;

/**
 * Returns the component of a process.
 * @param pods all pods, by uid
 */
export function componentOf(
  process: { command: string[]; mounts: string },
  pods: ReadonlyMap<string, PodName>,
): Component {
  const [, uid = "", container] = CONTAINER.exec(process.mounts) ?? [];
  const pod = pods.get(uid);
  if (pod === undefined) {
    const [program = "", command = ""] = process.command;
    const isOurs = program.endsWith("/meshstack-kubernetes");
    // All other processes without a container: kubelet, kube-proxy, containerd, its shims, and pause.
    return isOurs && CONTROL_PLANE.includes(command) ? "Kubernetes' control plane" : "node";
  }
  if (pod.namespace === "kube-system") return "cluster DNS";
  if (pod.name.startsWith("istiod-")) return "istiod";
  if (pod.name.startsWith("istio-ingressgateway-")) return "ingress gateway";
  if (container === "istio-proxy") return "sidecars";
  return pod.namespace === "istio-system" ? "addons" : "sample";
}
