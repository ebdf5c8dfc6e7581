import { INGRESS_GATEWAY_LABELS } from "../../mesh/current/ingressGateway";
import { routingManifest, type RoutingManifest } from "../../routing/kinds";
import { PRODUCT_PAGE, productpage } from "../applications";

const gatewayName = "bookinfo-gateway";

/** The listener of the ingress gateway: plain HTTP for any host on port 80 of its Service. */
export function bookinfoGateway(namespace: string): RoutingManifest<"Gateway"> {
  return routingManifest(
    "Gateway",
    { name: gatewayName, namespace },
    {
      selector: INGRESS_GATEWAY_LABELS,
      servers: [{ port: { number: 80, name: "http", protocol: "HTTP" }, hosts: ["*"] }],
    },
  );
}

/** The public paths of productpage. */
export function bookinfoVirtualService(namespace: string): RoutingManifest<"VirtualService"> {
  const uris = [
    { exact: PRODUCT_PAGE },
    { prefix: "/static" },
    { exact: "/login" },
    { exact: "/logout" },
    { prefix: "/api/v1/products" },
  ];
  return routingManifest(
    "VirtualService",
    { name: "bookinfo", namespace },
    {
      hosts: ["*"],
      gateways: [gatewayName],
      http: [
        {
          match: uris.map((uri) => ({ uri })),
          route: [{ destination: { host: productpage.name, port: { number: productpage.port.number } } }],
        },
      ],
    },
  );
}
