import { INGRESS_SERVICES } from "../../meshes";

/** Name of istiod's Deployment, Service, service account and namespaced role. */
export const ISTIOD = "istiod";

/** The ports of istiod's Service by name: configuration in plain text and over TLS, webhooks, metrics. */
export const ISTIOD_PORTS = {
  "grpc-xds": 15010,
  "https-dns": 15012,
  "https-webhook": 443,
  "http-monitoring": 15014,
} as const;

/** Name of the ingress gateway and of its Service. */
export const INGRESS_GATEWAY = INGRESS_SERVICES.current;

/** Service account of the ingress gateway and last part of its SPIFFE identity. */
export const INGRESS_GATEWAY_ACCOUNT = `${INGRESS_GATEWAY}-service-account`;

/** DNS domain of the cluster's Services and trust domain of the mesh: the first part of every SPIFFE identity. */
export const CLUSTER_DOMAIN = "cluster.local";

/** The cluster's name in the mesh. */
export const CLUSTER_ID = "Kubernetes";
