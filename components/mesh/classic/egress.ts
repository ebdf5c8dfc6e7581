import type { types } from "@pulumi/kubernetes";
import type { ClassicMeshSettings } from "./config";
import { standaloneProxyDeployment } from "./standaloneProxy";

/** The Service of the egress proxy. */
export function egressService({ namespace }: ClassicMeshSettings): types.input.core.v1.Service {
  return {
    metadata: { name: "istio-egress", namespace },
    spec: { ports: [{ port: 80 }], selector: { istio: "egress" } },
  };
}

/**
 * The proxy for traffic to services outside the mesh, according to EgressRules.
 * @throws Error when an image's name cannot be parsed
 */
export function egressDeployment(settings: ClassicMeshSettings): types.input.apps.v1.Deployment {
  return standaloneProxyDeployment(settings, { role: "egress", container: "proxy", ports: [], secrets: [] });
}
