import type { ApiClient } from "../../../../lib/clients/kubernetes/apiClient";
import type { Discovery } from "../../../../lib/clients/kubernetes/discovery";
import { mapsAt, namespaceOf, textAt, uidOf } from "../../../../lib/clients/kubernetes/object";
import type { KubernetesObject } from "../object";

const MOST = 5;

/**
 * What the cluster's warning events say of an object that does not become ready, and of what it owns; asked for once, and
 * only where its pods say nothing themselves (a quota, a failed admission, an image that cannot be pulled).
 * @param objects the object and its possible descendants
 * @param known messages that need no repeating
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
      .map((event) => {
        const about = `${textAt(event, "involvedObject", "kind")} ${textAt(event, "involvedObject", "name")}`;
        return `[${about}]: ${textAt(event, "reason") ?? "Warning"}: ${textAt(event, "message") ?? ""}`;
      });
    return [...new Set(messages)].slice(-MOST);
  } catch {
    // Events only explain; whoever may not read them still learns what failed.
    return [];
  }
}

/** The uids of the object and of all that it owns, directly or not. */
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
