import { MESH_CONFIG_CHECKSUM } from "../../../components/mesh/classic/meshConfigMap";

/** A Kubernetes object of the release, as its YAML says it. */
export interface ReleaseObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [field: string]: unknown };
  [field: string]: unknown;
}

/** What a stack chose that a deviation depends on. */
export interface DeviationSettings {
  /** The NodePort of each port that has one, by the names of the Services: `{"zipkin": {9411: 30001}}`. */
  nodePorts: Record<string, Record<number, number>>;
  /** Checksum of the mesh configuration's text. */
  meshConfigChecksum: string;
}

/** A deviation in words, whatever it is a deviation from. */
export interface DescribedDeviation {
  /** Its name, for the table and the tests. */
  id: string;
  /** The objects that it applies to, in words. */
  appliesTo: string;
  /** What is different. */
  what: string;
  /** Why. */
  why: string;
}

/** One way in which this project's environment is not, to the letter, what the release's YAML files say. */
export interface Deviation extends DescribedDeviation {
  /** What this project makes instead of the release's object; undefined where the deviation does not apply. */
  apply(object: ReleaseObject, settings: DeviationSettings): ReleaseObject | undefined;
}

/** All deviations from the release's `istio.yaml`, `istio-auth.yaml` and addons. No object differs in anything else. */
export const deviations: readonly Deviation[] = [
  {
    id: "apps-v1",
    appliesTo: "every Deployment",
    what: "`apiVersion: apps/v1` in the place of `extensions/v1beta1`",
    why: "Kubernetes 1.16 and later do not serve Deployments of `extensions/v1beta1`.",
    apply: (object) =>
      object.kind === "Deployment" && object.apiVersion === "extensions/v1beta1"
        ? { ...object, apiVersion: "apps/v1" }
        : undefined,
  },
  {
    id: "deployment-selector",
    appliesTo: "every Deployment that has no selector",
    what: "`spec.selector.matchLabels` is written out: the labels of the pod template",
    why: "`apps/v1` requires the selector; `extensions/v1beta1` took it from the template's labels.",
    apply: (object) => {
      const spec = object.spec as { selector?: object; template: { metadata: { labels: object } } };
      return object.kind === "Deployment" && spec.selector === undefined
        ? { ...object, spec: { ...spec, selector: { matchLabels: spec.template.metadata.labels } } }
        : undefined;
    },
  },
  {
    id: "pod-template-name",
    appliesTo: "Deployment `prometheus`",
    what: "the pod template has no `metadata.name`",
    why: "Kubernetes ignores it: pods of a Deployment are named by their ReplicaSet.",
    apply: (object) => {
      const spec = object.spec as { template?: { metadata?: { name?: string; labels?: object } } };
      const { name, ...metadata } = spec?.template?.metadata ?? {};
      return object.kind === "Deployment" && name !== undefined
        ? { ...object, spec: { ...spec, template: { ...spec.template, metadata } } }
        : undefined;
    },
  },
  {
    id: "rbac-v1",
    appliesTo: "every ClusterRole and ClusterRoleBinding",
    what: "`apiVersion: rbac.authorization.k8s.io/v1` in the place of `v1beta1`",
    why: "Kubernetes 1.22 and later do not serve `v1beta1`.",
    apply: (object) =>
      object.apiVersion === "rbac.authorization.k8s.io/v1beta1"
        ? { ...object, apiVersion: "rbac.authorization.k8s.io/v1" }
        : undefined,
  },
  {
    id: "crd-v1",
    appliesTo: "every CustomResourceDefinition",
    what:
      "`apiVersion: apiextensions.k8s.io/v1`; the one `version` is a list of one, served and stored, " +
      "with a structural schema that preserves every field",
    why: "Kubernetes 1.22 and later do not serve `v1beta1`, and `v1` requires a structural schema.",
    apply: (object) => {
      if (object.apiVersion !== "apiextensions.k8s.io/v1beta1") return undefined;
      const { version, ...spec } = object.spec as { version: string };
      const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
      const versions = [{ name: version, served: true, storage: true, schema }];
      return { ...object, apiVersion: "apiextensions.k8s.io/v1", spec: { ...spec, versions } };
    },
  },
  {
    id: "ingress-node-port",
    appliesTo: "Service `istio-ingress`",
    what: "`type: NodePort` in the place of `LoadBalancer`; port 80 has the NodePort that the stack says (32000)",
    why: "The environment is for clusters without a load balancer, and its address is to be known beforehand.",
    apply: (object, { nodePorts }) =>
      isService(object, "istio-ingress") ? withNodePorts(object, nodePorts) : undefined,
  },
  {
    id: "addon-node-ports",
    appliesTo: "the Services of the addons that a stack gives a NodePort (`zipkin` 30001, `grafana` 30002)",
    what: "`type: NodePort`, with that port",
    why: "The addons are pages for a browser; the document this project automates edits them in by hand.",
    apply: (object, { nodePorts }) =>
      isService(object, ...ADDONS) && nodePorts[object.metadata.name] !== undefined
        ? withNodePorts(object, nodePorts)
        : undefined,
  },
  {
    id: "mesh-config-checksum",
    appliesTo: "Deployment `istio-pilot`",
    what: `the pod template has the annotation \`${MESH_CONFIG_CHECKSUM}\`, a SHA-256 of the mesh configuration's text`,
    why:
      "Pilot 0.2 reads the mesh configuration only when it starts (istio/istio issue 1449): " +
      "without it, switching `tls` changed the ConfigMap and nothing else.",
    apply: (object, { meshConfigChecksum }) => {
      if (object.kind !== "Deployment" || object.metadata.name !== "istio-pilot") return undefined;
      const spec = object.spec as { template: { metadata: object } };
      const metadata = {
        ...spec.template.metadata,
        annotations: { [MESH_CONFIG_CHECKSUM]: meshConfigChecksum },
      };
      return { ...object, spec: { ...spec, template: { ...spec.template, metadata } } };
    },
  },
];

const ADDONS = ["zipkin", "grafana", "prometheus", "servicegraph"];

/** The deviations as a table in Markdown, for the docs. */
export function deviationsMarkdown(table: readonly DescribedDeviation[] = deviations): string {
  const cell = (text: string) => text.replaceAll("|", "\\|");
  const rows = table.map(({ id, appliesTo, what, why }) => [`\`${id}\``, appliesTo, what, why].map(cell));
  return [["deviation", "applies to", "what is different", "why"], ["---", "---", "---", "---"], ...rows]
    .map((row) => `| ${row.join(" | ")} |\n`)
    .join("");
}

function isService(object: ReleaseObject, ...names: string[]): boolean {
  return object.kind === "Service" && names.includes(object.metadata.name);
}

function withNodePorts(object: ReleaseObject, nodePorts: DeviationSettings["nodePorts"]): ReleaseObject {
  const spec = object.spec as { ports: { port: number }[] };
  const ports = spec.ports.map((port) => {
    const nodePort = nodePorts[object.metadata.name]?.[port.port];
    return nodePort === undefined ? port : { ...port, nodePort };
  });
  return { ...object, spec: { ...spec, type: "NodePort", ports } };
}
