import { addonNames, ADDONS } from "../../../components/addons/table";
import { type Check, type CheckContext, RESTORE } from "../check";
import type { ControlPlane } from "../controlPlane";
import { deploymentProblems, serviceProblems } from "../evaluate/workloads";

/** Waits until Services and Deployments in the namespace of the mesh exist and are ready. */
const ready = (
  context: CheckContext,
  expected: Pick<ControlPlane, "services" | "deployments">,
  found: readonly string[],
) =>
  context.eventually(async () => {
    const { cluster, config } = context;
    const { namespace } = config.mesh;
    const [services, deployments, pods] = await Promise.all([
      cluster.services(namespace),
      cluster.deployments(namespace),
      cluster.pods(namespace),
    ]);
    const failures = [
      ...expected.services.flatMap((service) => serviceProblems(service, services)),
      ...expected.deployments.flatMap((name) => deploymentProblems(name, deployments, pods)),
    ];
    return { failures, found };
  });

/** Checks the Services and pods of the control plane. */
export const controlPlane: Check = {
  id: "control-plane",
  title: "the Services of the control plane exist with their ports, and its pods are ready",
  fix: RESTORE,
  run(context) {
    const { services, deployments } = context.controlPlane;
    return ready(context, context.controlPlane, [
      `Services ${services.map(({ name }) => name).join(", ")}`,
      `pods of ${deployments.join(", ")}`,
    ]);
  },
};

/** Checks the Services and pods of the addons. */
export const addons: Check = {
  id: "addons",
  title: "the Services of the addons exist, and their pods are ready",
  fix: RESTORE,
  run(context) {
    const deployments = addonNames.filter((name) => context.config.addons[name].enabled);
    if (deployments.length === 0) return { skipped: "the stack has no addon (addons)" };
    const services = deployments.map((name) => ({ name, ports: [{ port: ADDONS[name].port }] }));
    return ready(context, { services, deployments }, [deployments.join(", ")]);
  },
};
