import { z } from "zod";
import { nodePort } from "../../../components/fields";

interface AddonField {
  title: string;
  /** The default NodePort. Default: none, which is a ClusterIP Service. */
  nodePort?: number;
  /** In which stacks it is installed by default. Default: in all. */
  byDefault?: string;
}

const addon = ({ title, nodePort: port, byDefault }: AddonField) =>
  z
    .strictObject({
      enabled:
        byDefault === undefined
          ? z.boolean().default(true).describe(`Install ${title}.`)
          : z.boolean().optional().describe(`Install ${title}. Default: ${byDefault}.`),
      nodePort:
        port === undefined
          ? nodePort.optional().describe(`The NodePort of ${title}. Default: none (a ClusterIP Service).`)
          : nodePort.default(port).describe(`The NodePort of ${title}.`),
    })
    .prefault({})
    .describe(`${title}, in the namespace of the control plane.`);

export const addons = z
  .strictObject({
    zipkin: addon({ title: "Zipkin", nodePort: 30001 }),
    grafana: addon({
      title: "Grafana",
      nodePort: 30002,
      byDefault: "true, except on real nodes of the embedded cluster: no package registry provides Grafana",
    }),
    dashboards: addon({
      title: "a page with Istio dashboards and a mesh graph",
      nodePort: 30002,
      byDefault: "true on real nodes of the embedded cluster, where no Grafana exists; otherwise false",
    }),
    prometheus: addon({ title: "Prometheus" }),
    servicegraph: addon({
      title: "Servicegraph",
      byDefault: "true with the classic mesh, false with the current mesh",
    }),
  })
  .prefault({})
  .describe("The telemetry addons.");
