import type { ApiClient } from "../../../../lib/clients/kubernetes/apiClient";
import type { Discovery } from "../../../../lib/clients/kubernetes/discovery";
import { mapsAt, namespaceOf, textAt, uidOf } from "../../../../lib/clients/kubernetes/object";
import type { KubernetesObject } from "../object";

const MOST = 5;

/**
 * The cluster's warning events for an object that does not become ready, and for the objects that it owns. Requested
 * once, and only when its pods report nothing themselves (such as a quota, a failed admission or an image that cannot
 * be pulled).
 * @param objects the object and its possible descendants
 * @param known messages to omit
 */
export async function explainingEvents(
  services: { client: ApiClient; discovery: Discovery },
  object: KubernetesObject,
  objects: KubernetesObject[],
  known: string[],
): Promise<string[]> {
  if (namespaceOf(object) === "" || known.some((message) => message.startsWith("[Pod "))) return [];
  try {
    const collection = await services.discovery.collection("v1", "Event", namespaceOf(object));
    const events = (await services.client.list(collection, { fieldSelector: "type=Warning" })).items;
    const family = descendants(object, objects);
    const messages = events
      .filter((event) => family.has(textAt(event, "involvedObject", "uid") ?? ""))
      // The controller often reports the same in a condition.
      .filter((event) => !known.some((message) => message.endsWith(textAt(event, "message") ?? "-")))
      .map((event) => {
        const about = `${textAt(event, "involvedObject", "kind")} ${textAt(event, "involvedObject", "name")}`;
        return `[${about}]: ${textAt(event, "reason") ?? "Warning"}: ${textAt(event, "message") ?? ""}`;
      });
    return [...new Set(messages)].slice(-MOST);
  } catch {
    // Events only explain; without permission to read them, the failure itself is still reported.
    return [];
  }
}

/** The uids of the object and of all objects that it owns, directly or indirectly. */
export function descendants(object: KubernetesObject, objects: KubernetesObject[]): Set<string> {
  const family = new Set([uidOf(object)]);
  for (let grew = true; grew;) {
    grew = false;
    for (const candidate of objects) {
      const owned = mapsAt(candidate, "metadata", "ownerReferences").some((owner) =>
        family.has(textAt(owner, "uid") ?? ""),
      );
      if (owned && !family.has(uidOf(candidate))) {
        family.add(uidOf(candidate));
        grew = true;
      }
    }
  }
  return family;
}
