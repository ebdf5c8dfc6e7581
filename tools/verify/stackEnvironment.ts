import { bookinfoObjects } from "../../components/bookinfo/objects";
import type { Generation } from "../../components/generation";
import type { StackConfig } from "../../stacks/config/stackConfig";
import type { AddonName, Environment } from "./environment";

/** The ports of the addons' Services. */
const ADDON_PORTS: Record<AddonName, number> = {
  zipkin: 9411,
  prometheus: 9090,
  grafana: 3000,
  servicegraph: 8088,
};

/**
 * What a stack's configuration says is there.
 * @param outputs the stack's outputs
 */
export function stackEnvironment(
  stack: string,
  config: StackConfig,
  outputs: Readonly<Record<string, string>>,
): Environment {
  const { mesh, addons, bookinfo, routes } = config;
  const { generation } = mesh;
  return {
    stack,
    generation,
    mesh: { ...mesh, debugImages: mesh.generation === "classic" && mesh.debugImages },
    addons: (Object.keys(ADDON_PORTS) as AddonName[])
      .filter((name) => addons[name].enabled)
      .map((name) => ({ name, port: ADDON_PORTS[name] })),
    ...(bookinfo.enabled && {
      bookinfo: { namespace: bookinfo.namespace, deployments: bookinfoDeployments(bookinfo, generation) },
    }),
    routes,
    pages: Object.fromEntries(Object.entries(outputs).filter(([, value]) => /^https?:\/\//.test(value))),
  };
}

/** The sample's Deployments with the names of their own containers. */
function bookinfoDeployments(
  config: StackConfig["bookinfo"],
  generation: Generation,
): { name: string; application: string }[] {
  const { deployments } = bookinfoObjects({ ...config, generation, sidecar: false });
  return deployments.map(({ metadata, spec }) => {
    const { template } = spec as { template: { spec: { containers: { name: string }[] } } };
    return {
      name: (metadata as { name: string }).name,
      application: template.spec.containers[0]!.name,
    };
  });
}
