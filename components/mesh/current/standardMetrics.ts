import type { CustomObject } from "../../objects";

/**
 * Istio's standard metrics from a proxy without Istio's own filters: Envoy's access logger for statistics counts each
 * request with the labels of Istio's filter. Prometheus completes the names and labels (`peerLabel`).
 */

/** An EnvoyFilter, which changes the configuration that istiod sends to the proxies. */
type EnvoyFilter = CustomObject<"EnvoyFilter", { configPatches: object[] }>;

/** Where a proxy handles a request: for its own application, for another workload, or in a gateway. */
type Context = "SIDECAR_INBOUND" | "SIDECAR_OUTBOUND" | "GATEWAY";

/**
 * The label of the workload at the other end, which Prometheus splits into the labels of {@link peerFields};
 * empty or `-` where it is unknown.
 */
export const peerLabel = "istio_peer";

/** Prefix of the names of these metrics in Envoy's own output. */
export const proxyMetricPrefix = "envoy_";

/** The parts of the peer's label in a request that the source reports: those of istiod's metadata of an endpoint. */
export const endpointFields = [
  "workload",
  "workload_namespace",
  "canonical_service",
  "canonical_revision",
] as const;

/** The parts of the peer's label in a request that the destination reports: those of the header of the source. */
export const peerFields = [...endpointFields, "app", "version"] as const;

type PeerField = (typeof peerFields)[number];

/** The header in which a proxy names its workload to the next proxy, which removes it. */
const PEER_HEADER = "x-istio-peer";
/** The value of that header while a request is handled. */
const PEER_STATE = "meshstack.peer";

const HCM = "envoy.filters.network.http_connection_manager";
const extension = (name: string) => `type.googleapis.com/envoy.extensions.${name}`;

/** The EnvoyFilter for every proxy of the mesh. @param namespace the root namespace of the mesh */
export function standardMetrics(namespace: string): EnvoyFilter {
  const outbound = ["SIDECAR_OUTBOUND", "GATEWAY"] as const;
  return {
    apiVersion: "networking.istio.io/v1alpha3",
    kind: "EnvoyFilter",
    metadata: { name: "standard-metrics", namespace },
    spec: {
      configPatches: [
        ...outbound.flatMap((context) => [logPatch(context, sourceLabels), filterPatch(context, namePeer)]),
        logPatch("SIDECAR_INBOUND", destinationLabels),
        // Each patch inserts before the previous one: the header is read, then removed.
        filterPatch("SIDECAR_INBOUND", removePeer),
        filterPatch("SIDECAR_INBOUND", readPeer),
      ],
    },
  };
}

const command = (expression: string) => `%CEL(${expression})%`;
const node = "xds.node.metadata";
const podLabel = (name: string) => `'${name}' in ${node}.LABELS ? ${node}.LABELS['${name}'] : 'unknown'`;

/** Expressions for the proxy's own workload. */
const own: Readonly<Record<PeerField, string>> = {
  workload: `${node}['WORKLOAD_NAME']`,
  workload_namespace: `${node}['NAMESPACE']`,
  canonical_service: podLabel("service.istio.io/canonical-name"),
  canonical_revision: podLabel("service.istio.io/canonical-revision"),
  app: podLabel("app"),
  version: podLabel("version"),
};

const ownLabels = (side: "source" | "destination") =>
  Object.fromEntries(peerFields.map((field) => [`${side}_${field}`, command(own[field])]));

// istiod describes the called service in the metadata of a cluster of the mesh.
const istioMetadata = "xds.cluster_metadata.filter_metadata.istio";
const inMesh = `has(xds.cluster_metadata) && has(${istioMetadata}) && has(${istioMetadata}.services)`;
const service = (field: string, otherwise: string) =>
  command(`${inMesh} ? ${istioMetadata}.services[0].${field} : ${otherwise}`);

const requestLabels = {
  destination_service: service("host", "'unknown'"),
  destination_service_name: service("name", "has(xds.cluster_name) ? xds.cluster_name : 'unknown'"),
  destination_service_namespace: service("namespace", "'unknown'"),
  request_protocol: command(
    "'content-type' in request.headers && request.headers['content-type'].startsWith('application/grpc') ? 'grpc' : 'http'",
  ),
  response_code: "%RESPONSE_CODE%",
  response_flags: "%RESPONSE_FLAGS%",
};

const identity = (field: string) => command(`has(${field}) && ${field} != '' ? ${field} : 'unknown'`);

/** The labels of a request that leaves a workload. */
const sourceLabels = {
  reporter: "source",
  ...ownLabels("source"),
  ...requestLabels,
  source_principal: identity("upstream.uri_san_local_certificate"),
  destination_principal: identity("upstream.uri_san_peer_certificate"),
  // As in Istio: only the destination knows which connections it accepts.
  connection_security_policy: "unknown",
  [peerLabel]: "%UPSTREAM_METADATA(istio:workload)%",
};

/** The labels of a request that arrives at a workload. */
const destinationLabels = {
  reporter: "destination",
  ...ownLabels("destination"),
  ...requestLabels,
  source_principal: identity("connection.uri_san_peer_certificate"),
  destination_principal: identity("connection.uri_san_local_certificate"),
  connection_security_policy: command("connection.mtls ? 'mutual_tls' : 'none'"),
  [peerLabel]: `%FILTER_STATE(${PEER_STATE}:PLAIN)%`,
};

const HISTOGRAMS = [
  ["request_duration_milliseconds", "Milliseconds", "%DURATION%"],
  ["request_bytes", "Bytes", command("request.total_size")],
  ["response_bytes", "Bytes", command("response.total_size")],
] as const;

function logPatch(context: Context, labels: Readonly<Record<string, string>>): object {
  const tags = Object.entries(labels).map(([name, value_format]) => ({ name, value_format }));
  const log = {
    name: "envoy.access_loggers.stats",
    typed_config: {
      "@type": extension("access_loggers.stats.v3.Config"),
      stat_prefix: "istio",
      counters: [{ stat: { name: "requests_total", tags }, value_fixed: 1 }],
      histograms: HISTOGRAMS.map(([name, unit, value_format]) => ({
        stat: { name, tags },
        unit,
        value_format,
      })),
    },
  };
  const manager = extension("filters.network.http_connection_manager.v3.HttpConnectionManager");
  const value = { typed_config: { "@type": manager, access_log: [log] } };
  return { applyTo: "NETWORK_FILTER", match: matchOf(context), patch: { operation: "MERGE", value } };
}

const filterPatch = (context: Context, value: object): object => ({
  applyTo: "HTTP_FILTER",
  match: matchOf(context),
  patch: { operation: "INSERT_FIRST", value },
});

const matchOf = (context: Context) => ({ context, listener: { filterChain: { filter: { name: HCM } } } });

const headerMutation = (name: string, request_mutations: object[]) => ({
  name,
  typed_config: {
    "@type": extension("filters.http.header_mutation.v3.HeaderMutation"),
    mutations: { request_mutations },
  },
});

/**
 * Names the workload to the next proxy, only in requests to a service of the mesh. Envoy's expressions do not join
 * texts: each field is a value of the header, and a header without a value is omitted.
 */
const namePeer = headerMutation("meshstack.name_peer", [
  { remove: PEER_HEADER },
  ...peerFields.map((field) => ({
    append: {
      header: { key: PEER_HEADER, value: command(`${inMesh} ? (${own[field]}) : ''`) },
      append_action: "APPEND_IF_EXISTS_OR_ADD",
    },
  })),
]);

const readPeer = {
  name: "meshstack.read_peer",
  typed_config: {
    "@type": extension("filters.http.set_filter_state.v3.Config"),
    on_request_headers: [
      {
        object_key: PEER_STATE,
        factory_key: "envoy.string",
        format_string: {
          text_format_source: {
            // All values of the header, joined with a comma; an absent header is `-`.
            inline_string: command(`request.headers['${PEER_HEADER}']`),
          },
        },
      },
    ],
  },
};

const removePeer = headerMutation("meshstack.remove_peer", [{ remove: PEER_HEADER }]);
