import type { AbsentObjects, ClusterRequirements, NodePortUse } from "../components/cluster";
import type { Generation } from "../components/generation";
import type { StackConfig } from "./config";
import { environment } from "./environment";
import { kubernetesVersions } from "./kubernetesVersions";
import { podSpecs } from "./podSpecs";
import { type KubernetesObject, recordObjects } from "./record";

/** What an Istio of somebody else leaves on a cluster. */
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
    remedy: "remove them, unless their Istio keeps to namespaces of its own",
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "MutatingWebhookConfiguration",
    names: "^istio-",
    warning: true,
  },
  {
    what: "definitions of custom resources of another Istio",
    remedy: "remove them with what is left of that Istio",
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    names: "\\.istio\\.io$",
    warning: true,
  },
];

/** What a stack is going to put on its cluster, as far as checks look at it: from the objects that its program registers. */
export async function clusterRequirements(
  config: StackConfig,
  nodePorts: readonly NodePortUse[],
): Promise<ClusterRequirements> {
  return requirementsOf(await recordObjects(() => environment(config)), config.mesh.generation, nodePorts);
}

/** @param nodePorts what the stack asks for by number, with the key that says so */
export function requirementsOf(
  objects: readonly KubernetesObject[],
  generation: Generation,
  nodePorts: readonly NodePortUse[],
): ClusterRequirements {
  const plurals = new Map(objects.flatMap(definedKinds));
  return {
    version: kubernetesVersions[generation],
    objects: objects.map(({ apiVersion, kind, metadata: { name, namespace } }) => {
      const plural = plurals.get(`${groupOf(apiVersion)}/${kind}`);
      return { apiVersion, kind, name, ...(plural && { plural }), ...(namespace && { namespace }) };
    }),
    rules: unique(objects.flatMap(({ kind, rules }) => (isRole(kind) ? ((rules ?? []) as never[]) : []))),
    nodePorts: objects.flatMap((object) => servicePorts(object, nodePorts)),
    pods: podSpecs(objects),
    absent: OTHER_ISTIO,
  };
}

const isRole = (kind: string): boolean => kind === "Role" || kind === "ClusterRole";
const groupOf = (apiVersion: string): string => apiVersion.split("/").slice(0, -1).join("/");

function unique<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

/** The kind that a definition of a custom resource brings, with its name in paths. */
function definedKinds({ kind, spec }: KubernetesObject): [kind: string, plural: string][] {
  if (kind !== "CustomResourceDefinition") return [];
  const { group, names } = spec as { group: string; names: { kind: string; plural: string } };
  return [[`${group}/${names.kind}`, names.plural]];
}

function servicePorts(
  { kind, spec, metadata }: KubernetesObject,
  uses: readonly NodePortUse[],
): { port: number; for: string; service: string }[] {
  if (kind !== "Service") return [];
  const service = `${metadata.namespace ?? "default"}/${metadata.name}`;
  const { ports = [] } = spec as { ports?: { nodePort?: number }[] };
  return ports.flatMap(({ nodePort }) => {
    if (nodePort === undefined) return [];
    const purpose = uses.find(({ port }) => port === nodePort)?.for ?? `the Service ${service}`;
    return [{ port: nodePort, for: purpose, service }];
  });
}
