import { type Check, verdictOf } from "../check";
import { deploymentProblems, serviceProblems } from "../evaluate/workloads";

/** Checks the Services and pods of the control plane. */
export const controlPlane: Check = {
  id: "control-plane",
  title: "the Services of the control plane exist with their ports, and its pods are ready",
  skipReason: () => undefined,
  run: (context) =>
    context.eventually(async () => {
      const { cluster, controlPlane: expected } = context;
      const { namespace } = context.environment.mesh;
      const [services, deployments, pods] = await Promise.all([
        cluster.services(namespace),
        cluster.deployments(namespace),
        cluster.pods(namespace),
      ]);
      const problems = [
        ...expected.services.flatMap((service) => serviceProblems(service, services)),
        ...expected.deployments.flatMap((name) => deploymentProblems(name, deployments, pods)),
      ];
      return verdictOf(problems, [
        `Services ${expected.services.map(({ name }) => name).join(", ")}`,
        `pods of ${expected.deployments.join(", ")}`,
      ]);
    }),
};
