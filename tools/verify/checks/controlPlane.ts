import { type Check, verdictOf } from "../check";
import { deploymentProblems, serviceProblems } from "../judge/workloads";

/** The control plane's Services with their ports, and its pods. */
export const controlPlane: Check = {
  id: "control-plane",
  title: "the control plane's Services are there with their ports, and its pods are ready",
  needs: () => undefined,
  run: (context) =>
    context.eventually(async () => {
      const { cluster, controlPlane: wanted } = context;
      const { namespace } = context.environment.mesh;
      const [services, deployments, pods] = await Promise.all([
        cluster.services(namespace),
        cluster.deployments(namespace),
        cluster.pods(namespace),
      ]);
      const problems = [
        ...wanted.services.flatMap((service) => serviceProblems(service, services)),
        ...wanted.deployments.flatMap((name) => deploymentProblems(name, deployments, pods)),
      ];
      return verdictOf(problems, [
        `Services ${wanted.services.map(({ name }) => name).join(", ")}`,
        `pods of ${wanted.deployments.join(", ")}`,
      ]);
    }),
};
