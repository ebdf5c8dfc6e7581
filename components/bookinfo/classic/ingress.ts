import type { types } from "@pulumi/kubernetes";
import { productpage } from "../applications";

/** The paths of productpage that are served to the outside; Pilot 0.2 reads `.*` at the end as any rest. */
const paths = ["/productpage", "/login", "/logout", "/api/v1/products", "/api/v1/products/.*"];

/** The sample's way in, through the classic mesh's ingress proxy. */
export function bookinfoIngress(namespace: string): types.input.networking.v1.Ingress {
  const backend = { service: { name: productpage.name, port: { number: productpage.port.number } } };
  return {
    metadata: {
      name: "gateway",
      namespace,
      annotations: {
        // Pilot 0.2 reads the class from the annotation only, and with it an ingressClassName is not allowed.
        "kubernetes.io/ingress.class": "istio",
        // The proxy is on a NodePort: there is no load balancer whose address would come.
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
