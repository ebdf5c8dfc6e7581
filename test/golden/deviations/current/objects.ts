import { type Metadata, only, withEnv, withoutVolumes, withPodMetadata, withPodSpec } from "./changes";
import type { CurrentDeviation } from "./deviation";

/** Which objects there are, and what istiod therefore does not do. */
export const objectDeviations: readonly CurrentDeviation[] = [
  {
    id: "namespace",
    appliesTo: "Namespace of the control plane",
    what: "it is made",
    why: "Whoever applies the charts makes it by hand.",
    add: ({ namespace }) => [{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }],
  },
  {
    id: "injection-before-the-cluster",
    appliesTo:
      "MutatingWebhookConfiguration `istio-sidecar-injector`, ConfigMaps `istio-sidecar-injector` and `values`, Deployment `istiod`",
    what: "they are not made, and istiod has `INJECT_ENABLED=false`",
    why: "Sidecars are in the objects before these reach the cluster, so that a preview shows them. With `mesh.automaticInjection` the first two are made.",
    leaveOut: () => ["MutatingWebhookConfiguration", "ConfigMap istio-sidecar-injector", "ConfigMap values"],
    apply: (object) => withEnv(object, "istiod", { INJECT_ENABLED: "false" }),
  },
  {
    id: "no-validating-webhook",
    appliesTo: "ValidatingWebhookConfiguration `istio-validator-NAMESPACE`, Deployment `istiod`",
    what: "it is not made, and istiod has an empty `VALIDATION_WEBHOOK_CONFIG_NAME`",
    why:
      "istiod sets its policy to `Fail` once it works, so that whatever is written while istiod is away would be " +
      "refused; the typed resources check their specs beforehand.",
    leaveOut: () => ["ValidatingWebhookConfiguration"],
    apply: (object) => withEnv(object, "istiod", { VALIDATION_WEBHOOK_CONFIG_NAME: "" }),
  },
  {
    id: "one-replica",
    appliesTo: "both Deployments, HorizontalPodAutoscalers `istiod` and `istio-ingressgateway`",
    what: "one replica, no autoscaler, Kubernetes' own strategy of updates; istiod has `ENABLE_LEADER_ELECTION=false`",
    why:
      "The environment is for one machine. Without an election a new istiod need not wait for the lease of one " +
      "that was killed. For one replica, Kubernetes' strategy and the charts' mean the same.",
    leaveOut: () => ["HorizontalPodAutoscaler"],
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
    what: "they are not made, and istiod has `PILOT_ENABLE_GATEWAY_API=false`; no status is written to an Ingress",
    why: "Gateways and routes are Istio's own kinds here; istiod then starts sooner and may do less.",
    leaveOut: () => [
      "ClusterRole istiod-gateway-controller-",
      "ClusterRoleBinding istiod-gateway-controller-",
    ],
    apply: (object) => withEnv(object, "istiod", { PILOT_ENABLE_GATEWAY_API: "false" }),
  },
  {
    id: "one-cluster",
    appliesTo: "ServiceAccount, ClusterRole and ClusterRoleBinding `istio-reader-…`, Deployment `istiod`",
    what:
      "they are not made; istiod has no kubeconfig of another cluster, and machines outside the cluster do not " +
      "register themselves (`PILOT_ENABLE_WORKLOAD_ENTRY_AUTOREGISTRATION` and `…_HEALTHCHECKS` are false)",
    why: "The mesh is one cluster; what other clusters and machines would use is rights that nobody needs.",
    leaveOut: () => [
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
    what: "nothing for Istio's ambient mode and its CNI agent: `CA_TRUSTED_NODE_ACCOUNTS`, the toleration",
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
      "labels and annotations only where something reads them: `app` and `istio` on Deployments, their pods and " +
      "their Services, and on the pods what the proxies and the injector look at",
    why: "The rest says which chart, release and operator made an object; none did.",
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
    what: "a structural schema that preserves every field of spec and status; columns without their descriptions",
    why: "The typed resources check their specs before they are registered, and istiod skips what it cannot read.",
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
