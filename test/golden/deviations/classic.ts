import { isDeepStrictEqual } from "node:util";
import { MESH_CONFIG_CHECKSUM } from "../../../components/mesh/meshConfig";

/** A Kubernetes object as the YAML of a release states it. */
export interface ReleaseObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [field: string]: unknown };
  [field: string]: unknown;
}

/** The settings of a stack that a deviation depends on. */
export interface DeviationSettings {
  /** The NodePort of each exposed port, by Service name: `{"zipkin": {9411: 30001}}`. */
  nodePorts: Record<string, Record<number, number>>;
  /** Checksum of the mesh configuration's text. */
  meshConfigChecksum: string;
}

/** The description of a deviation, for the docs. */
export interface DescribedDeviation {
  /** Its name in the table and in the tests. */
  id: string;
  /** The objects that it applies to, in words. */
  appliesTo: string;
  /** What differs. */
  what: string;
  why: string;
}

/** One difference between this project's objects and the YAML files of the release. */
export interface Deviation extends DescribedDeviation {
  /**
   * Turns this project's object back into the release's.
   * @returns undefined if the deviation does not apply
   */
  undo(object: ReleaseObject, settings: DeviationSettings): ReleaseObject | undefined;
}

/** All deviations from the release's `istio.yaml`, `istio-auth.yaml` and addons. Objects differ in nothing else. */
export const deviations: readonly Deviation[] = [
  {
    id: "apps-v1",
    appliesTo: "every Deployment",
    what: "`apiVersion: apps/v1` instead of `extensions/v1beta1`",
    why: "Kubernetes 1.16 and later do not support Deployments of `extensions/v1beta1`.",
    undo: (object) => withApiVersion(object, "apps/v1", "extensions/v1beta1"),
  },
  {
    id: "deployment-selector",
    appliesTo: "every Deployment except `prometheus`, which has a selector",
    what: "`spec.selector.matchLabels` states the labels of the pod template",
    why: "`apps/v1` requires the selector; `extensions/v1beta1` took it from the template's labels.",
    undo: (object) => {
      if (object.kind !== "Deployment" || object.metadata.name === "prometheus") return undefined;
      const { selector, ...spec } = object.spec as {
        selector?: object;
        template: { metadata: { labels: object } };
      };
      const byDefault = { matchLabels: spec.template.metadata.labels };
      return isDeepStrictEqual(selector, byDefault) ? { ...object, spec } : undefined;
    },
  },
  {
    id: "pod-template-name",
    appliesTo: "Deployment `prometheus`",
    what: "the pod template has no `metadata.name`",
    why: "Kubernetes ignores it: a ReplicaSet names its pods.",
    undo: (object) =>
      isNamed(object, "Deployment", "prometheus")
        ? withTemplateMetadata(object, (metadata) => ({ name: "prometheus", ...metadata }))
        : undefined,
  },
  {
    id: "rbac-v1",
    appliesTo: "every ClusterRole and ClusterRoleBinding",
    what: "`apiVersion: rbac.authorization.k8s.io/v1` instead of `v1beta1`",
    why: "Kubernetes 1.22 and later do not support `v1beta1`.",
    undo: (object) =>
      withApiVersion(object, "rbac.authorization.k8s.io/v1", "rbac.authorization.k8s.io/v1beta1"),
  },
  {
    id: "crd-v1",
    appliesTo: "every CustomResourceDefinition",
    what:
      "`apiVersion: apiextensions.k8s.io/v1`; the one `version` becomes a list of one version, served and stored, " +
      "with a structural schema that preserves every field",
    why: "Kubernetes 1.22 and later do not support `v1beta1`, and `v1` requires a structural schema.",
    undo: (object) => {
      if (object.apiVersion !== "apiextensions.k8s.io/v1") return undefined;
      const { versions, ...spec } = object.spec as { versions: { name: string }[] };
      const name = versions[0]?.name;
      const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
      if (!isDeepStrictEqual(versions, [{ name, served: true, storage: true, schema }])) return undefined;
      return { ...object, apiVersion: "apiextensions.k8s.io/v1beta1", spec: { ...spec, version: name } };
    },
  },
  {
    id: "ingress-node-port",
    appliesTo: "Service `istio-ingress`",
    what: "`type: NodePort` instead of `LoadBalancer`; port 80 has the NodePort of the stack (32000)",
    why: "The environment is for clusters without a load balancer and needs an address that is known beforehand.",
    undo: (object, { nodePorts }) =>
      isNamed(object, "Service", "istio-ingress")
        ? withoutNodePorts(object, nodePorts, "LoadBalancer")
        : undefined,
  },
  {
    id: "addon-node-ports",
    appliesTo: "the Services of addons for which a stack sets a NodePort (`zipkin` 30001, `grafana` 30002)",
    what: "`type: NodePort`, with that port",
    why: "Browsers open the addons' pages; the procedure that this project automates adds the ports by hand.",
    undo: (object, { nodePorts }) =>
      isNamed(object, "Service", ...ADDONS) && nodePorts[object.metadata.name] !== undefined
        ? withoutNodePorts(object, nodePorts, undefined)
        : undefined,
  },
  {
    id: "mesh-config-checksum",
    appliesTo: "Deployment `istio-pilot`",
    what: `the pod template has the annotation \`${MESH_CONFIG_CHECKSUM}\`, a SHA-256 of the mesh configuration's text`,
    why:
      "Pilot 0.2 reads the mesh configuration only when it starts (istio/istio issue 1449): " +
      "without the annotation, a change of `tls` changes the ConfigMap but restarts nothing.",
    undo: (object, { meshConfigChecksum }) =>
      isNamed(object, "Deployment", "istio-pilot")
        ? withTemplateMetadata(object, ({ annotations, ...metadata }) =>
            isDeepStrictEqual(annotations, { [MESH_CONFIG_CHECKSUM]: meshConfigChecksum })
              ? metadata
              : { annotations, ...metadata },
          )
        : undefined,
  },
];

const ADDONS = ["zipkin", "grafana", "prometheus", "servicegraph"];

function isNamed(object: ReleaseObject, kind: string, ...names: string[]): boolean {
  return object.kind === kind && names.includes(object.metadata.name);
}

function withApiVersion(object: ReleaseObject, ours: string, theirs: string): ReleaseObject | undefined {
  return object.apiVersion === ours ? { ...object, apiVersion: theirs } : undefined;
}

function withTemplateMetadata(
  object: ReleaseObject,
  change: (metadata: Record<string, unknown>) => object,
): ReleaseObject {
  const spec = object.spec as { template: { metadata: Record<string, unknown> } };
  const template = { ...spec.template, metadata: change(spec.template.metadata) };
  return { ...object, spec: { ...spec, template } };
}

/** Removes only the NodePorts that the stack sets, so that a wrong one stays a difference. */
function withoutNodePorts(
  object: ReleaseObject,
  nodePorts: DeviationSettings["nodePorts"],
  type: string | undefined,
): ReleaseObject | undefined {
  const spec = object.spec as { type?: string; ports: { port: number; nodePort?: number }[] };
  if (spec.type !== "NodePort") return undefined;
  const ports = spec.ports.map(({ nodePort, ...port }) =>
    nodePort === nodePorts[object.metadata.name]?.[port.port] ? port : { ...port, nodePort },
  );
  return { ...object, spec: { ...spec, type, ports } };
}
