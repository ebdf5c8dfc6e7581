import { z } from "zod";
import { nodePort } from "./fields";

interface AddonField {
  title: string;
  /** Default: none, a ClusterIP service. */
  nodePort?: number;
  /** When it is installed where the stack does not say. Default: always. */
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
          ? nodePort.optional().describe(`The NodePort of ${title}. Default: none, a ClusterIP service.`)
          : nodePort.default(port).describe(`The NodePort of ${title}.`),
    })
    .prefault({})
    .describe(`${title}, installed beside the control plane.`);

export const addons = z
  .strictObject({
    zipkin: addon({ title: "Zipkin", nodePort: 30001 }),
    grafana: addon({
      title: "Grafana",
      nodePort: 30002,
      byDefault: "yes, but for clusters with real nodes of this project's own, which can have no image of it",
    }),
    prometheus: addon({ title: "Prometheus" }),
    servicegraph: addon({
      title: "Servicegraph",
      byDefault: "yes with the classic mesh, to which it belongs",
    }),
  })
  .prefault({})
  .describe("The telemetry addons.");
