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

/**
 * Envoy's configuration of a workload with a connection manager of one context, with the standard metrics as istiod
 * merges them.
 * @param to the upstream: the proxy of a workload of the mesh, with a service, or an application without metadata
 */
export function proxyConfig(
  context: "SIDECAR_INBOUND" | "SIDECAR_OUTBOUND",
  { name, namespace, labels }: Workload,
  ports: { admin: number; listen: number; to: number },
  to: { service?: Service; workload?: string } = {},
): object {
  const patches = (standardMetrics("istio-system").spec.configPatches as Patch[]).filter(
    ({ match }) => match.context === context,
  );
  const filters = patches
    .filter(({ applyTo }) => applyTo === "HTTP_FILTER")
    .map(({ patch }) => patch.value)
    .reverse();
  const access_log = patches.flatMap(({ patch }) => patch.value.typed_config.access_log ?? []);
  const extension = (type: string) => ({ "@type": `type.googleapis.com/envoy.extensions.filters.${type}` });
  const address = (port_value: number) => ({ socket_address: { address: "127.0.0.1", port_value } });
  const istio = (value: object) => ({ filter_metadata: { istio: value } });
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
        {
          name: "only",
          address: address(ports.listen),
          filter_chains: [
            {
              filters: [
                {
                  name: "envoy.filters.network.http_connection_manager",
                  typed_config: {
                    ...extension("network.http_connection_manager.v3.HttpConnectionManager"),
                    stat_prefix: "only",
                    access_log,
                    http_filters: [
                      ...filters,
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
              ],
            },
          ],
        },
      ],
      clusters: [
        {
          name: "upstream",
          connect_timeout: "1s",
          type: "STATIC",
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
