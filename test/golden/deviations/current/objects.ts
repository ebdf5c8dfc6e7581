import { type Metadata, only, withEnv, withoutVolumes, withPodMetadata, withPodSpec } from "./changes";
import type { CurrentDeviation } from "./deviation";

/** Objects that are omitted or added, and the features of istiod that go with them. */
export const objectDeviations: readonly CurrentDeviation[] = [
  {
    id: "namespace",
    appliesTo: "Namespace of the control plane",
    what: "the stack creates it",
    why: "With the charts, the user creates it.",
    add: ({ namespace }) => [{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }],
  },
  {
    id: "injection-before-the-cluster",
    appliesTo:
      "MutatingWebhookConfiguration `istio-sidecar-injector`, ConfigMaps `istio-sidecar-injector` and `values`, Deployment `istiod`",
    what: "omitted, and istiod has `INJECT_ENABLED=false`",
    why: "Sidecars are injected before the objects reach the cluster, so that a preview shows them. With `mesh.automaticInjection` the first two exist.",
    omit: () => ["MutatingWebhookConfiguration", "ConfigMap istio-sidecar-injector", "ConfigMap values"],
    apply: (object) => withEnv(object, "istiod", { INJECT_ENABLED: "false" }),
  },
  {
    id: "no-validating-webhook",
    appliesTo: "ValidatingWebhookConfiguration `istio-validator-NAMESPACE`, Deployment `istiod`",
    what: "omitted, and istiod has an empty `VALIDATION_WEBHOOK_CONFIG_NAME`",
    why:
      "istiod sets the webhook's policy to `Fail`, so that the API server would reject every write while istiod is " +
      "down. The typed resources check their specs before they are registered.",
    omit: () => ["ValidatingWebhookConfiguration"],
    apply: (object) => withEnv(object, "istiod", { VALIDATION_WEBHOOK_CONFIG_NAME: "" }),
  },
  {
    id: "one-replica",
    appliesTo: "both Deployments, HorizontalPodAutoscalers `istiod` and `istio-ingressgateway`",
    what: "one replica, no autoscaler, Kubernetes' default update strategy; istiod has `ENABLE_LEADER_ELECTION=false`",
    why:
      "The environment is for one machine. Without an election, a new istiod does not wait for the lease of a " +
      "killed one. For one replica, both update strategies have the same effect.",
    omit: () => ["HorizontalPodAutoscaler"],
    apply: (object) => {
      if (object.kind !== "Deployment") return undefined;
      const { strategy: _, ...spec } = object.spec as Record<string, unknown>;
      const changed = { ...object, spec: { ...spec, replicas: 1 } };
      return withEnv(changed, "istiod", { ENABLE_LEADER_ELECTION: "false" }) ?? changed;
    },
  },
  {
    id: "no-gateway-api",
    appliesTo:
      "ClusterRole and ClusterRoleBinding `istiod-gateway-controller-NAMESPACE`, Deployment `istiod`",
    what: "omitted, and istiod has `PILOT_ENABLE_GATEWAY_API=false`; istiod writes no status of an Ingress",
    why: "This project uses Istio's own kinds for gateways and routes; istiod starts sooner and requires fewer rights.",
    omit: () => ["ClusterRole istiod-gateway-controller-", "ClusterRoleBinding istiod-gateway-controller-"],
    apply: (object) => withEnv(object, "istiod", { PILOT_ENABLE_GATEWAY_API: "false" }),
  },
  {
    id: "one-cluster",
    appliesTo: "ServiceAccount, ClusterRole and ClusterRoleBinding `istio-reader-…`, Deployment `istiod`",
    what:
      "omitted; istiod has no kubeconfig of another cluster, and machines outside the cluster cannot " +
      "register themselves (`PILOT_ENABLE_WORKLOAD_ENTRY_AUTOREGISTRATION` and `…_HEALTHCHECKS` are false)",
    why: "The mesh is one cluster, so that rights for other clusters and machines are unused.",
    omit: () => [
      "ServiceAccount istio-reader-",
      "ClusterRole istio-reader-",
      "ClusterRoleBinding istio-reader-",
    ],
    apply: (object) => {
      const changed = withEnv(object, "istiod", {
        KUBECONFIG: undefined,
        PILOT_ENABLE_WORKLOAD_ENTRY_AUTOREGISTRATION: "false",
        PILOT_ENABLE_WORKLOAD_ENTRY_HEALTHCHECKS: "false",
      });
      return changed && withoutVolumes(changed, "istio-kubeconfig");
    },
  },
  {
    id: "no-ambient",
    appliesTo: "both Deployments",
    what: "no settings for ambient mode and Istio's CNI agent: no `CA_TRUSTED_NODE_ACCOUNTS`, no toleration",
    why: "Pods join the mesh by sidecars.",
    apply: (object) => {
      const changed = withEnv(object, "istiod", { CA_TRUSTED_NODE_ACCOUNTS: undefined });
      return changed && withPodSpec(changed, ({ tolerations: _, ...podSpec }) => podSpec);
    },
  },
  {
    id: "labels",
    appliesTo: "every object",
    what:
      "only the labels and annotations that something reads: `app` and `istio` on Deployments, their pods and " +
      "their Services, and on the pods those that proxies and injector read",
    why: "The others name the chart, release and operator of an object, which do not exist here.",
    apply: (object) => {
      const { labels, annotations: _, ...metadata } = object.metadata as Metadata;
      const named = ["Deployment", "Service"].includes(object.kind)
        ? { labels: only(labels, ["app", "istio"]) }
        : {};
      const changed = { ...object, metadata: { ...metadata, ...named } };
      return object.kind === "Deployment" ? withPodMetadata(changed, keptPodMetadata) : changed;
    },
  },
  {
    id: "crd-schema",
    appliesTo: "every CustomResourceDefinition",
    what: "a structural schema that preserves every field of spec and status; columns without descriptions",
    why: "The typed resources check their specs before they are registered, and istiod skips invalid objects.",
    apply: (object) => {
      if (object.kind !== "CustomResourceDefinition") return undefined;
      const spec = object.spec as { versions: { additionalPrinterColumns?: { description?: string }[] }[] };
      const anything = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
      const schema = {
        openAPIV3Schema: { type: "object", properties: { spec: anything, status: anything } },
      };
      const versions = spec.versions.map(({ additionalPrinterColumns: columns, ...version }) => ({
        ...version,
        schema,
        ...(columns && { additionalPrinterColumns: columns.map(({ description: _, ...column }) => column) }),
      }));
      return { ...object, spec: { ...spec, versions } };
    },
  },
];

/** Labels and annotations of pods that something reads. */
const POD_LABELS = [
  "app",
  "istio",
  "istio.io/rev",
  "service.istio.io/canonical-name",
  "service.istio.io/canonical-revision",
  "sidecar.istio.io/inject",
];
const POD_ANNOTATIONS = [
  "prometheus.io/scrape",
  "prometheus.io/port",
  "prometheus.io/path",
  "sidecar.istio.io/inject",
];

function keptPodMetadata({ labels, annotations }: Metadata): Partial<Metadata> {
  return { labels: only(labels, POD_LABELS), annotations: only(annotations, POD_ANNOTATIONS) };
}
