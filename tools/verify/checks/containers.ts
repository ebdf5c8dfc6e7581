import { samplePods } from "../access";
import { bookinfo, type Check, requires, RESTORE } from "../check";
import { sidecarProblems } from "../evaluate/workloads";

/** Checks the containers in the pods of the sample. */
export const containers: Check = {
  id: "containers",
  title: "each application pod has its own container, istio-proxy and istio-init, all ready",
  fix: RESTORE,
  run: requires([bookinfo], (context) =>
    context.eventually(async () => {
      const found = await samplePods(context);
      const failures = found.flatMap(({ deployment, application, pods }) =>
        pods.length === 0
          ? [`Deployment ${deployment} has no pod`]
          : pods.flatMap((pod) => sidecarProblems(pod, application)),
      );
      const containersOf = found.flatMap(({ application, pods }) =>
        pods.map(({ metadata }) => `${metadata.name}: ${application}, istio-proxy, istio-init`),
      );
      return { failures, found: containersOf };
    }),
  ),
};
