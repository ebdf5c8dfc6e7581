import { standardMetrics } from "../../components/mesh/current/standardMetrics";

/** A workload of the test mesh, as istiod describes it. */
export interface Workload {
  name: string;
  namespace: string;
  /** The labels of its pod, with those that the injector adds. */
  labels: Readonly<Record<string, string>>;
}

interface Patch {
  applyTo: "NETWORK_FILTER" | "HTTP_FILTER";
  match: { context: string };
  patch: { value: { typed_config: { access_log?: object[] } } };
}

/** The files of a workload's certificate, and of the authority of both ends. */
export interface Identity {
  certificate: string;
  key: string;
  authority: string;
}

/**
 * Envoy's configuration of a workload with a connection manager of one context, with the standard metrics as istiod
 * merges them.
 * @param ports `listen` is in plain text, `secured` requires mutual TLS
 * @param to the upstream: the proxy of a workload of the mesh, with a service, or an application without metadata
 */
export function proxyConfig(
  context: "SIDECAR_INBOUND" | "SIDECAR_OUTBOUND",
  { name, namespace, labels }: Workload,
  ports: { admin: number; listen: number; secured?: { port: number; identity: Identity }; to: number },
  to: { service?: Service; workload?: string; identity?: Identity } = {},
): object {
  const patches = (standardMetrics("istio-system").spec.configPatches as Patch[]).filter(
    ({ match }) => match.context === context,
  );
  const httpFilters = patches
    .filter(({ applyTo }) => applyTo === "HTTP_FILTER")
    .map(({ patch }) => patch.value)
    .reverse();
  const access_log = patches.flatMap(({ patch }) => patch.value.typed_config.access_log ?? []);
  const extension = (type: string) => ({ "@type": `type.googleapis.com/envoy.extensions.filters.${type}` });
  const address = (port_value: number) => ({ socket_address: { address: "127.0.0.1", port_value } });
  const tls = (direction: "Upstream" | "Downstream", identity: Identity) => ({
    name: "tls",
    typed_config: {
      "@type": `type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.${direction}TlsContext`,
      ...(direction === "Downstream" && { require_client_certificate: true }),
      common_tls_context: {
        tls_certificates: [
          {
            certificate_chain: { filename: identity.certificate },
            private_key: { filename: identity.key },
          },
        ],
        validation_context: { trusted_ca: { filename: identity.authority } },
      },
    },
  });
  const istio = (value: object) => ({ filter_metadata: { istio: value } });
  const filters = [
    {
      name: "envoy.filters.network.http_connection_manager",
      typed_config: {
        ...extension("network.http_connection_manager.v3.HttpConnectionManager"),
        stat_prefix: "only",
        access_log,
        http_filters: [
          ...httpFilters,
          {
            name: "envoy.filters.http.router",
            typed_config: extension("http.router.v3.Router"),
          },
        ],
        route_config: {
          virtual_hosts: [
            {
              name: "all",
              domains: ["*"],
              routes: [{ match: { prefix: "/" }, route: { cluster: "upstream" } }],
            },
          ],
        },
      },
    },
  ];
  return {
    node: {
      id: name,
      cluster: name,
      metadata: { WORKLOAD_NAME: name, NAMESPACE: namespace, LABELS: labels },
    },
    admin: { address: address(ports.admin) },
    stats_config: { use_all_default_tags: false },
    static_resources: {
      listeners: [
        { name: "plain", address: address(ports.listen), filter_chains: [{ filters }] },
        ...(ports.secured
          ? [
              {
                name: "secured",
                address: address(ports.secured.port),
                filter_chains: [{ transport_socket: tls("Downstream", ports.secured.identity), filters }],
              },
            ]
          : []),
      ],
      clusters: [
        {
          name: "upstream",
          connect_timeout: "1s",
          type: "STATIC",
          ...(to.identity && { transport_socket: tls("Upstream", to.identity) }),
          ...(to.service && { metadata: istio({ services: [to.service] }) }),
          load_assignment: {
            cluster_name: "upstream",
            endpoints: [
              {
                lb_endpoints: [
                  {
                    endpoint: { address: address(ports.to) },
                    ...(to.workload !== undefined && { metadata: istio({ workload: to.workload }) }),
                  },
                ],
              },
            ],
          },
        },
      ],
    },
  };
}

/** A service in istiod's metadata of a cluster. */
export interface Service {
  host: string;
  name: string;
  namespace: string;
}
