import { INGRESS_GATEWAY_LABELS } from "../../mesh/current/ingressGateway";
import type { RoutingArgs } from "../../routing";
import { PRODUCT_PAGE, productpage } from "../applications";

const gatewayName = "bookinfo-gateway";

/** The listener of the ingress gateway: plain HTTP for any host on port 80 of its Service. */
export function bookinfoGateway(namespace: string): RoutingArgs<"Gateway"> {
  return {
    metadata: { name: gatewayName, namespace },
    spec: {
      selector: INGRESS_GATEWAY_LABELS,
      servers: [{ port: { number: 80, name: "http", protocol: "HTTP" }, hosts: ["*"] }],
    },
  };
}

/** The public paths of productpage. */
export function bookinfoVirtualService(namespace: string): RoutingArgs<"VirtualService"> {
  const uris = [
    { exact: PRODUCT_PAGE },
    { prefix: "/static" },
    { exact: "/login" },
    { exact: "/logout" },
    { prefix: "/api/v1/products" },
  ];
  return {
    metadata: { name: "bookinfo", namespace },
    spec: {
      hosts: ["*"],
      gateways: [gatewayName],
      http: [
        {
          match: uris.map((uri) => ({ uri })),
          route: [{ destination: { host: productpage.name, port: { number: productpage.port.number } } }],
        },
      ],
    },
  };
}
