/** Name of istiod's Deployment, Service, service account and namespaced role. */
export const ISTIOD = "istiod";

/** Name of the ingress gateway and of its Service. */
export const INGRESS_GATEWAY = "istio-ingressgateway";

/** Service account of the ingress gateway and last part of its SPIFFE identity. */
export const INGRESS_GATEWAY_ACCOUNT = `${INGRESS_GATEWAY}-service-account`;
