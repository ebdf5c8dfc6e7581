import { type KubernetesObject, objectsOf } from "../../../components/objects";
import { environment } from "../../../stacks/environment";
import type { LiveStack } from "./liveStack";

/** The option of kubectl that limits a wait. */
export const DEADLINE = "--timeout=300s";

/** Seconds until the page first responds with 200, and until all Deployments are available. */
export interface Applied {
  page: number;
  ready: number;
}

/**
 * Deletes the environment's objects and measures how long kubectl takes to create them again: first custom resource
 * definitions, then istiod, then the Deployments with proxies.
 */
export async function applyEnvironment(stack: LiveStack): Promise<Applied> {
  const { kubectl } = await stack.cluster();
  const objects = objectsOf(environment(stack.config, stack.images()));
  const file = (name: string, belongs: (object: KubernetesObject) => boolean) =>
    stack.writeObjects(name, objects.filter(belongs));
  const isDefinition = ({ kind }: KubernetesObject) => kind === "CustomResourceDefinition";
  const isLate = ({ kind, metadata }: KubernetesObject) =>
    kind === "Deployment" && metadata.name !== "istiod";
  const steps = {
    definitions: file("definitions", isDefinition),
    controlPlane: file("control-plane", (object) => !isDefinition(object) && !isLate(object)),
    proxies: file("proxies", isLate),
  };
  const apply = (path: string) => kubectl("apply", "--server-side", "-f", path);

  const ending = new AbortController();
  try {
    for (const path of Object.values(steps).reverse())
      await kubectl("delete", "--ignore-not-found", DEADLINE, "-f", path);
    // Pods outlive their Deployments.
    await kubectl("wait", "--for=delete", "pods", "--all", "-n", "default", DEADLINE);

    const begin = Date.now();
    const page = stack.firstResponse(ending.signal);
    await apply(steps.definitions);
    await kubectl("wait", "--for=condition=Established", DEADLINE, "-f", steps.definitions);
    await apply(steps.controlPlane);
    const { namespace } = stack.config.mesh;
    await kubectl("rollout", "status", "deployment/istiod", "-n", namespace, DEADLINE);
    await apply(steps.proxies);
    await kubectl("wait", "--for=condition=Available", DEADLINE, "-f", steps.proxies);
    const ready = Date.now();
    return { page: ((await page) - begin) / 1000, ready: (ready - begin) / 1000 };
  } finally {
    ending.abort();
  }
}
