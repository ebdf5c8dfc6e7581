import type { types } from "@pulumi/kubernetes";
import { PRODUCT_PAGE, productpage } from "../applications";

/** The public paths of productpage; Pilot 0.2 reads `.*` at the end as any suffix. */
const paths = [PRODUCT_PAGE, "/login", "/logout", "/api/v1/products", "/api/v1/products/.*"];

/** The sample's entrypoint through the ingress proxy of a classic mesh. */
export function bookinfoIngress(namespace: string): types.input.networking.v1.Ingress {
  const backend = { service: { name: productpage.name, port: { number: productpage.port.number } } };
  return {
    metadata: {
      name: "gateway",
      namespace,
      annotations: {
        // Pilot 0.2 reads the class only from the annotation, which excludes an ingressClassName.
        "kubernetes.io/ingress.class": "istio",
        // The proxy is on a NodePort, so that no load balancer ever sets an address.
        "pulumi.com/skipAwait": "true",
      },
    },
    spec: {
      rules: [
        { http: { paths: paths.map((path) => ({ path, pathType: "ImplementationSpecific", backend })) } },
      ],
    },
  };
}
