import { addonNames, ADDONS } from "../../components/addons/config";
import { bookinfoApplications } from "../../components/bookinfo/variants";
import type { StackConfig } from "../../stacks/config/stackConfig";
import type { Environment } from "./environment";

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
    addons: addonNames
      .filter((name) => addons[name].enabled)
      .map((name) => ({ name, port: ADDONS[name].port })),
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
