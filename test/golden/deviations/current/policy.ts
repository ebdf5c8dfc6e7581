import { ISTIO_RESOURCES } from "../../../../components/mesh/current/crds";
import { standardMetrics } from "../../../../components/mesh/current/standardMetrics";
import { currentMeshConfig } from "../../../../components/mesh/current/meshConfig";
import { rightsOf } from "./rights";
import { keptRights } from "./omittedRules";
import { withContainer, withEnv, withMeshConfig, withServicePorts } from "./changes";
import type { CurrentDeviation } from "./deviation";

const GATEWAY_ROLE = "istio-ingressgateway-sds";

/** Settings of the stack: TLS, tracing, the build of Envoy, ports, rights. */
export const policyDeviations: readonly CurrentDeviation[] = [
  {
    id: "tls",
    appliesTo: "ConfigMap `istio`, PeerAuthentication `default`",
    what:
      "`tls` applies to the whole mesh: only mutual TLS (`STRICT`, `enableAutoMtls: true`) or no TLS " +
      "(`DISABLE`, `enableAutoMtls: false`)",
    why: "By default each pair of proxies decides, and every proxy accepts plain text.",
    apply: (object, { tls }) => withMeshConfig(object, (config) => ({ ...config, enableAutoMtls: tls })),
    add: ({ namespace, tls }) => [
      {
        apiVersion: "security.istio.io/v1",
        kind: "PeerAuthentication",
        metadata: { name: "default", namespace },
        spec: { mtls: { mode: tls ? "STRICT" : "DISABLE" } },
      },
    ],
  },
  {
    id: "tracing",
    appliesTo: "ConfigMap `istio`, Telemetry `mesh-default`, Deployment `istiod`",
    what:
      "Zipkin is a tracing provider, and a Telemetry for the mesh sets the share `sampling` of traced requests; " +
      "istiod has no `PILOT_TRACE_SAMPLING`, which would set another share",
    why: "The charts set up no tracing.",
    apply: (object, settings) => {
      const { enableTracing, extensionProviders } = currentMeshConfig(settings);
      if (object.kind === "Deployment") return withEnv(object, "istiod", { PILOT_TRACE_SAMPLING: undefined });
      const added = { enableTracing, ...(extensionProviders && { extensionProviders }) };
      return withMeshConfig(object, (config) => ({ ...config, ...added }));
    },
    add: ({ namespace, tracing, sampling }) => {
      if (!tracing) return [];
      const entry = { providers: [{ name: "zipkin" }], randomSamplingPercentage: sampling };
      return [
        {
          apiVersion: "telemetry.istio.io/v1",
          kind: "Telemetry",
          metadata: { name: "mesh-default", namespace },
          spec: { tracing: [entry] },
        },
      ];
    },
  },
  {
    id: "stock-envoy",
    appliesTo:
      "with `proxy: envoy`, Deployment `istiod`, ConfigMap `istio` and EnvoyFilter `standard-metrics`",
    what:
      "istiod configures no filter that only Istio's build of Envoy has (`PILOT_ENABLE_METADATA_EXCHANGE`, " +
      "`PILOT_ENABLE_ALPN_FILTER`, `PILOT_DISABLE_MX_ALPN`, no default provider of metrics); an EnvoyFilter lets " +
      "Envoy's access logger for statistics count requests instead",
    why: "Envoy rejects a listener with an unknown filter; one of these filters creates the metrics `istio_*`.",
    apply: (object, settings) => {
      if (settings.proxy !== "envoy") return undefined;
      if (object.kind === "ConfigMap") {
        return withMeshConfig(object, ({ defaultProviders: _, ...config }) => config);
      }
      return withEnv(object, "istiod", {
        PILOT_ENABLE_METADATA_EXCHANGE: "false",
        PILOT_ENABLE_ALPN_FILTER: "false",
        PILOT_DISABLE_MX_ALPN: "true",
      });
    },
    // test/metrics runs it in Envoy.
    add: ({ namespace, proxy }) => (proxy === "envoy" ? [{ ...standardMetrics(namespace) }] : []),
  },
  {
    id: "ingress-node-port",
    appliesTo: "Service `istio-ingressgateway`",
    what: "`type: NodePort` instead of `LoadBalancer`; HTTP has the NodePort of the stack (32000)",
    why: "The environment is for clusters without a load balancer and needs an address that is known beforehand.",
    apply: (object, { ingress }) =>
      withServicePorts(object, { type: "NodePort" }, (port) =>
        port.port === 80 ? { ...port, nodePort: ingress.httpNodePort } : port,
      ),
  },
  {
    id: "optional-https",
    appliesTo: "Service, Deployment, Role and RoleBinding of the ingress gateway",
    what: "without a NodePort for HTTPS the gateway has no port 443 and no role; with one, the role allows to list Secrets only",
    why:
      "istiod sends certificates only to a gateway that has this right. It covers every Secret of the namespace, the " +
      "CA's key too, so that only a gateway with HTTPS has it.",
    omit: ({ ingress }) =>
      ingress.httpsNodePort === undefined ? [`Role ${GATEWAY_ROLE}`, `RoleBinding ${GATEWAY_ROLE}`] : [],
    apply: (object, { ingress }) => {
      const { httpsNodePort } = ingress;
      if (object.kind === "Role" && object.metadata.name === GATEWAY_ROLE) {
        return { ...object, rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["list"] }] };
      }
      if (httpsNodePort !== undefined) {
        return withServicePorts(object, {}, (port) =>
          port.port === 443 ? { ...port, nodePort: httpsNodePort } : port,
        );
      }
      return (
        withServicePorts(object, {}, (port) => (port.port === 443 ? undefined : port)) ??
        withContainer(object, "istio-ingressgateway", (container) => ({
          ...container,
          ports: (container.ports as { containerPort: number }[]).filter(
            ({ containerPort }) => containerPort !== 8443,
          ),
        }))
      );
    },
  },
  {
    id: "role-bindings-namespace",
    appliesTo: "every RoleBinding",
    what: "the subject has a namespace",
    why: "Kubernetes requires it for a service account.",
    apply: (object) => {
      if (object.kind !== "RoleBinding") return undefined;
      const { namespace } = object.metadata;
      const subjects = (object.subjects as object[]).map((subject) => ({ namespace, ...subject }));
      return { ...object, subjects };
    },
  },
  {
    id: "least-privilege",
    appliesTo: "ClusterRole `istiod-clusterrole-NAMESPACE`, Role `istiod`",
    what: "only the rights that istiod uses with these settings; `test/golden/deviations/current/omittedRules.ts` lists the omitted ones with reasons",
    why: "The charts' roles cover every setting of istiod.",
    apply: (object) => {
      if (!["ClusterRole", "Role"].includes(object.kind) || object.metadata.name === GATEWAY_ROLE)
        return undefined;
      const rights = rightsOf(object.rules as Parameters<typeof rightsOf>[0], ISTIO_RESOURCES).flatMap(
        (right) => keptRights(object.kind, right),
      );
      const rules = rights.map(({ group, resource, verb, name }) => ({
        apiGroups: [group],
        resources: [resource],
        verbs: [verb],
        ...(name !== undefined && { resourceNames: [name] }),
      }));
      return { ...object, rules };
    },
  },
];
