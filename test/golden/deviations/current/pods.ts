import {
  currentMeshConfig,
  PROXY_CONFIG_CHECKSUM,
  proxyConfigChecksum,
} from "../../../../components/mesh/current/meshConfig";
import { withContainer, withEnv, withoutVolumes, withPodMetadata, withPodSpec } from "./changes";
import type { CurrentDeviation } from "./deviation";

/** Differences inside the pods. */
export const podDeviations: readonly CurrentDeviation[] = [
  {
    id: "omitted-defaults",
    appliesTo: "both Deployments",
    what: "no `PILOT_ENABLE_ANALYSIS`, no `PLATFORM`, no affinity",
    why: "The values are istiod's defaults, and the affinity is empty.",
    apply: (object) => {
      if (object.kind !== "Deployment") return undefined;
      const changed = withPodSpec(object, ({ affinity: _, ...podSpec }) => podSpec);
      return withEnv(changed, "istiod", { PILOT_ENABLE_ANALYSIS: undefined, PLATFORM: undefined }) ?? changed;
    },
  },
  {
    id: "unread-volumes",
    appliesTo: "both Deployments",
    what: "istiod has only the volume `cacerts`, for the user's own CA; the gateway has no volumes for certificate files",
    why:
      "istiod keeps its own certificate in memory and authenticates to no other server; cert-manager is not used. " +
      "A Gateway names the Secret of its certificate.",
    apply: (object) =>
      object.kind === "Deployment"
        ? withoutVolumes(
            object,
            ...(object.metadata.name === "istiod"
              ? ["local-certs", "istio-token", "istio-csr-dns-cert", "istio-csr-ca-configmap"]
              : ["ingressgateway-certs", "ingressgateway-ca-certs"]),
          )
        : undefined,
  },
  {
    id: "hardened-pods",
    appliesTo: "both Deployments",
    what:
      "the pods run as user and group 1337 under the runtime's seccomp profile, istiod's container is not " +
      "privileged, and the gateway's pod has no token for the API server",
    why: "The pods require no more, and namespaces that enforce the restricted pod security standard accept them.",
    apply: (object) => {
      if (object.kind !== "Deployment") return undefined;
      const securityContext = {
        runAsNonRoot: true,
        runAsUser: 1337,
        runAsGroup: 1337,
        seccompProfile: { type: "RuntimeDefault" },
      };
      const gateway = object.metadata.name !== "istiod";
      const changed = withPodSpec(object, (podSpec) => ({
        ...podSpec,
        securityContext,
        ...(gateway && { automountServiceAccountToken: false }),
      }));
      return withContainer(changed, object.metadata.name, (container) => {
        const { runAsNonRoot: _, ...own } = container.securityContext as Record<string, unknown>;
        return { ...container, securityContext: { ...own, privileged: false } };
      });
    },
  },
  {
    id: "small-requests",
    appliesTo: "both Deployments",
    what: "istiod requests 50m CPU and 128Mi memory (500m, 2Gi), the gateway 50m CPU (100m)",
    why: "An environment of this size uses no more, and it must run on two cores.",
    apply: (object) =>
      withContainer(object, object.metadata.name, (container) => ({
        ...container,
        resources: { ...(container.resources as object), requests: { cpu: "50m", memory: "128Mi" } },
      })),
  },
  {
    id: "quick-probes",
    appliesTo: "both Deployments",
    what: "the readiness probes start immediately and run every second",
    why: "Both are ready within seconds, and everything that depends on them waits for the probes.",
    apply: (object) =>
      withContainer(object, object.metadata.name, (container) => {
        const { initialDelaySeconds: _, ...probe } = container.readinessProbe as Record<string, unknown>;
        return { ...container, readinessProbe: { ...probe, periodSeconds: 1 } };
      }),
  },
  {
    id: "proxy-config-checksum",
    appliesTo: "Deployment `istio-ingressgateway`",
    what: `the pod template has the annotation \`${PROXY_CONFIG_CHECKSUM}\`, a SHA-256 of the proxies' settings`,
    why: "The agent reads the settings only when it starts: without the annotation, a change of them changes the ConfigMap but restarts nothing.",
    apply: (object, settings) =>
      object.kind === "Deployment" && object.metadata.name === "istio-ingressgateway"
        ? withPodMetadata(object, ({ labels, annotations }) => ({
            labels,
            annotations: {
              ...annotations,
              [PROXY_CONFIG_CHECKSUM]: proxyConfigChecksum(currentMeshConfig(settings)),
            },
          }))
        : undefined,
  },
];
