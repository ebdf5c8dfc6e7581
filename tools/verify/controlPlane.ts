import { PRODUCT_PAGE } from "../../components/bookinfo/applications";
import { MIXER_PORTS, PILOT_PORTS } from "../../components/mesh/classic/ports";
import { INGRESS_GATEWAY, ISTIOD, ISTIOD_PORTS } from "../../components/mesh/current/names";
import type { StackConfig } from "../../stacks/config/stackConfig";
import type { ExpectedService } from "./evaluate/workloads";

/** The parts of a control plane that the checks use and that differ between the meshes. */
export interface ControlPlane {
  services: readonly ExpectedService[];
  deployments: readonly string[];
  /** The labels of the ingress pods, and a port and path that answer plain HTTP. */
  ingress: { labels: Readonly<Record<string, string>>; port: number; path: string };
  /** The ports of the proxy for inbound and outbound connections. */
  redirection: { inbound: number; outbound: number };
  /** The names of request metrics. Every request increases at least one. */
  requestMetrics: readonly string[];
}

type Ingress = StackConfig["mesh"]["ingress"];

export const controlPlaneOf = ({ istio, ingress }: StackConfig["mesh"]): ControlPlane =>
  ({ classic, current })[istio](ingress);

const numbers = (ports: Readonly<Record<string, number>>) =>
  Object.entries(ports).map(([name, port]) => ({
    port,
    ...(name.includes("udp") && { protocol: "UDP" as const }),
  }));

const classic = ({ httpNodePort, httpsNodePort }: Ingress): ControlPlane => ({
  services: [
    { name: "istio-pilot", ports: numbers(PILOT_PORTS) },
    { name: "istio-mixer", ports: numbers(MIXER_PORTS) },
    {
      name: "istio-ingress",
      ports: [
        { port: 80, nodePort: httpNodePort },
        { port: 443, nodePort: httpsNodePort },
      ],
    },
    { name: "istio-egress", ports: [{ port: 80 }] },
  ],
  deployments: ["istio-pilot", "istio-mixer", "istio-ca", "istio-ingress", "istio-egress"],
  ingress: { labels: { istio: "ingress" }, port: 80, path: PRODUCT_PAGE },
  redirection: { inbound: 15001, outbound: 15001 },
  requestMetrics: ["request_count"],
});

const current = ({ httpNodePort, httpsNodePort }: Ingress): ControlPlane => ({
  services: [
    { name: ISTIOD, ports: numbers(ISTIOD_PORTS) },
    {
      name: INGRESS_GATEWAY,
      ports: [
        { port: 80, nodePort: httpNodePort },
        ...(httpsNodePort === undefined ? [] : [{ port: 443, nodePort: httpsNodePort }]),
      ],
    },
  ],
  deployments: [ISTIOD, INGRESS_GATEWAY],
  ingress: { labels: { istio: "ingressgateway" }, port: 15021, path: "/healthz/ready" },
  redirection: { inbound: 15006, outbound: 15001 },
  requestMetrics: ["istio_requests_total"],
});
