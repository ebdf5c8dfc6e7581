/** Identifies a pod. */
export interface PodName {
  namespace: string;
  name: string;
}

/** The components to which the memory of processes is attributed. */
export const components = [
  "Kubernetes' control plane",
  "node",
  "cluster DNS",
  "istiod",
  "ingress gateway",
  "sidecars",
  "addons",
  "sample",
] as const;

export type Component = (typeof components)[number];

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
