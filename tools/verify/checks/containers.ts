import { type Check, verdictOf } from "../check";
import { sidecarProblems } from "../judge/workloads";
import { bookinfo } from "../reasons";
import { samplePods } from "../sample";

/** What each of the sample's pods is made of. */
export const containers: Check = {
  id: "containers",
  title: "each application pod has its container, istio-proxy and istio-init, all ready",
  needs: bookinfo,
  run: (context) =>
    context.eventually(async () => {
      const found = await samplePods(context);
      const problems = found.flatMap(({ deployment, application, pods }) =>
        pods.length === 0
          ? [`Deployment ${deployment} has no pod`]
          : pods.flatMap((pod) => sidecarProblems(pod, application)),
      );
      const facts = found.flatMap(({ application, pods }) =>
        pods.map(({ metadata }) => `${metadata.name}: ${application}, istio-proxy, istio-init`),
      );
      return verdictOf(problems, facts);
    }),
};
