import type { ClusterRequirements } from "../components/cluster";
import type { KubernetesObject } from "../components/objects";

interface Container {
  name: string;
  securityContext?: object;
}
interface PodSpec {
  containers: Container[];
  initContainers?: Container[];
  securityContext?: object;
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
}

/** The parts of pods that Pod Security admission evaluates, each distinct pod once per namespace. */
export function podSpecs(objects: readonly KubernetesObject[]): NonNullable<ClusterRequirements["pods"]> {
  const pods = new Map<string, { namespace: string; names: string[]; spec: object }>();
  for (const { spec, metadata } of objects) {
    const template = (spec as { template?: { spec?: PodSpec } } | undefined)?.template?.spec;
    if (template === undefined) continue;
    const namespace = metadata.namespace ?? "default";
    const reduced = reduce(template);
    const key = JSON.stringify([namespace, reduced]);
    const pod = pods.get(key) ?? { namespace, names: [], spec: reduced };
    pod.names.push(metadata.name);
    pods.set(key, pod);
  }
  return [...pods.values()].map(({ namespace, names, spec }) => ({
    namespace,
    for: `the pods of ${names.join(", ")}`,
    spec,
  }));
}

/** Replaces names and images, so that pods differ only in what admission evaluates. */
function reduce({ containers, initContainers = [], ...pod }: PodSpec): object {
  const contexts = (all: readonly Container[], prefix: string) =>
    [...new Set(all.map(({ securityContext }) => JSON.stringify(securityContext ?? {})))].map((text, i) => ({
      name: `${prefix}-${i}`,
      image: "meshstack.local/check",
      securityContext: JSON.parse(text) as object,
    }));
  const { securityContext, hostNetwork, hostPID, hostIPC } = pod;
  return {
    ...(securityContext && { securityContext }),
    ...(hostNetwork && { hostNetwork }),
    ...(hostPID && { hostPID }),
    ...(hostIPC && { hostIPC }),
    automountServiceAccountToken: false,
    ...(initContainers.length > 0 && { initContainers: contexts(initContainers, "init") }),
    containers: contexts(containers, "container"),
  };
}
