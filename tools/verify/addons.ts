import type { CheckContext } from "./check";
import type { AddonName } from "./environment";
import { get, type Answer } from "./http";

/**
 * Sends a request to an addon, to its NodePort if it has one, else through the API server.
 * @throws Error when the addon is not installed or does not answer
 */
export function requestAddon(
  { environment, cluster, signal }: CheckContext,
  name: AddonName,
  path: string,
): Promise<Answer> {
  const page = environment.pages[name];
  if (page !== undefined) return get(new URL(path, page), { signal });
  const addon = environment.addons.find((each) => each.name === name);
  if (addon === undefined) throw new Error(`the stack has no ${name}`);
  return cluster.throughService(environment.mesh.namespace, name, addon.port, path);
}
