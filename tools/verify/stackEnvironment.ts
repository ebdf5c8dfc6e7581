import { bookinfoApplications } from "../../components/bookinfo/variants";
import type { StackConfig } from "../../stacks/config/stackConfig";
import type { AddonName, Environment } from "./environment";

/** The ports of the addon Services. */
const ADDON_PORTS: Record<AddonName, number> = {
  zipkin: 9411,
  prometheus: 9090,
  grafana: 3000,
  dashboards: 3000,
  servicegraph: 8088,
};

/** The expected environment of a stack, from its configuration and outputs. */
export function stackEnvironment(
  stack: string,
  config: StackConfig,
  outputs: Readonly<Record<string, string>>,
): Environment {
  const { mesh, addons, bookinfo, routes } = config;
  const { istio } = mesh;
  return {
    stack,
    istio,
    mesh: { ...mesh, debugImages: mesh.istio === "classic" && mesh.debugImages },
    addons: (Object.keys(ADDON_PORTS) as AddonName[])
      .filter((name) => addons[name].enabled)
      .map((name) => ({ name, port: ADDON_PORTS[name] })),
    ...(bookinfo.enabled && {
      bookinfo: { namespace: bookinfo.namespace, deployments: bookinfoDeployments(bookinfo) },
    }),
    routes,
    pages: Object.fromEntries(Object.entries(outputs).filter(([, value]) => /^https?:\/\//.test(value))),
  };
}

/** The Deployments of the sample, each with the name of its application container. */
const bookinfoDeployments = (config: StackConfig["bookinfo"]): { name: string; application: string }[] =>
  bookinfoApplications(config).flatMap(({ name: application, versions }) =>
    versions.map(({ version }) => ({ name: `${application}-${version}`, application })),
  );
