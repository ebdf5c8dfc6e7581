import type { AbsentObjects, ClusterRequirements } from "../components/cluster";
import { type KubernetesObject, objectsOf } from "../components/objects";
import { type ExposedPort, exposedPorts, purposeOf } from "./config/exposedPorts";
import type { StackConfig } from "./config/stackConfig";
import { environment } from "./environment";
import { kubernetesVersions } from "./config/versions";

/** Objects of an Istio that this stack does not manage. */
const OTHER_ISTIO: AbsentObjects[] = [
  {
    what: "another Istio control plane",
    remedy: "remove that Istio, or use another cluster",
    apiVersion: "apps/v1",
    kind: "Deployment",
    names: "^(istiod(-.+)?|istio-pilot)$",
  },
  {
    what: "webhooks of another Istio, which inject its sidecars",
    remedy: "remove them, unless their Istio injects only into its own namespaces",
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "MutatingWebhookConfiguration",
    names: "^istio-",
    warning: true,
  },
  {
    what: "definitions of custom resources of another Istio",
    remedy: "remove them and the leftovers of that Istio",
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    names: "\\.istio\\.io$",
    warning: true,
  },
];

/** The facts for preflight checks about the objects that the program of a stack registers on its cluster. */
export function clusterRequirements(config: StackConfig): ClusterRequirements {
  const objects = objectsOf(environment(config));
  const exposed = exposedPorts(config);
  const plurals = new Map(objects.flatMap(definedKinds));
  return {
    version: kubernetesVersions[config.mesh.istio],
    objects: objects.map(({ apiVersion, kind, metadata: { name, namespace } }) => {
      const plural = plurals.get(`${groupOf(apiVersion)}/${kind}`);
      return { apiVersion, kind, name, ...(plural && { plural }), ...(namespace && { namespace }) };
    }),
    rules: unique(objects.flatMap(({ kind, rules }) => (isRole(kind) ? ((rules ?? []) as never[]) : []))),
    nodePorts: objects.flatMap((object) => servicePorts(object, exposed)),
    pods: podSpecs(objects),
    absent: OTHER_ISTIO,
  };
}

const isRole = (kind: string): boolean => kind === "Role" || kind === "ClusterRole";
const groupOf = (apiVersion: string): string => apiVersion.split("/").slice(0, -1).join("/");

function unique<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

/** The kind that a CustomResourceDefinition defines, with its plural for paths. */
function definedKinds({ kind, spec }: KubernetesObject): [kind: string, plural: string][] {
  if (kind !== "CustomResourceDefinition") return [];
  const { group, names } = spec as { group: string; names: { kind: string; plural: string } };
  return [[`${group}/${names.kind}`, names.plural]];
}

function servicePorts(
  { kind, spec, metadata }: KubernetesObject,
  exposed: readonly ExposedPort[],
): { port: number; for: string; service: string }[] {
  if (kind !== "Service") return [];
  const service = `${metadata.namespace ?? "default"}/${metadata.name}`;
  const { ports = [] } = spec as { ports?: { nodePort?: number }[] };
  return ports.flatMap(({ nodePort }) => {
    if (nodePort === undefined) return [];
    const found = exposed.find(({ port }) => port === nodePort);
    const purpose = found === undefined ? `the Service ${service}` : purposeOf(found);
    return [{ port: nodePort, for: purpose, service }];
  });
}

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
function podSpecs(objects: readonly KubernetesObject[]): NonNullable<ClusterRequirements["pods"]> {
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
