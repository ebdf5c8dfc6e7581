import { type Check, verdictOf } from "../check";
import { deploymentProblems, serviceProblems } from "../evaluate/workloads";

/** Checks the Services and pods of the addons. */
export const addons: Check = {
  id: "addons",
  title: "the Services of the addons exist, and their pods are ready",
  skipReason: ({ environment }) =>
    environment.addons.length === 0 ? "the stack has no addon (addons)" : undefined,
  run: (context) =>
    context.eventually(async () => {
      const { cluster, environment } = context;
      const { namespace } = environment.mesh;
      const [services, deployments, pods] = await Promise.all([
        cluster.services(namespace),
        cluster.deployments(namespace),
        cluster.pods(namespace),
      ]);
      const problems = environment.addons.flatMap(({ name, port }) => [
        ...serviceProblems({ name, ports: [{ port }] }, services),
        ...deploymentProblems(name, deployments, pods),
      ]);
      return verdictOf(problems, [environment.addons.map(({ name }) => name).join(", ")]);
    }),
};
