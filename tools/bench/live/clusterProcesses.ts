/** Identifies a container of a pod. */
export interface ContainerName {
  namespace: string;
  pod: string;
  container: string;
}

/** The components to which the memory of processes is attributed. */
export const components = [
  "Kubernetes' control plane",
  "node",
  "cluster DNS",
  "istiod",
  "ingress gateway",
  "sidecars",
  "Zipkin and Prometheus",
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
 * Returns the component of a process.
 * @param containers the containers of all pods, by id
 */
export function componentOf(
  process: { command: string[]; cgroup: string },
  containers: ReadonlyMap<string, ContainerName>,
): Component {
  const found = containers.get(/[0-9a-f]{64}/.exec(process.cgroup)?.[0] ?? "");
  if (found === undefined) {
    const [program = "", command = ""] = process.command;
    const isOurs = program.endsWith("/meshstack-kubernetes");
    // All other processes without a container: kubelet, kube-proxy, containerd, its shims, and pause.
    return isOurs && CONTROL_PLANE.includes(command) ? "Kubernetes' control plane" : "node";
  }
  const { namespace, pod, container } = found;
  if (namespace === "kube-system") return "cluster DNS";
  if (pod.startsWith("istiod-")) return "istiod";
  if (pod.startsWith("istio-ingressgateway-")) return "ingress gateway";
  if (container === "istio-proxy") return "sidecars";
  return namespace === "istio-system" ? "Zipkin and Prometheus" : "sample";
}
