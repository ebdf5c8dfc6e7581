import type { CheckContext } from "./check";
import type { AddonName } from "./environment";
import { get, type Answer } from "./http";

/**
 * Asks an addon, at its NodePort where it has one, else through the API server.
 * @throws Error when it is not installed, or nothing answers
 */
export function askAddon(
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
