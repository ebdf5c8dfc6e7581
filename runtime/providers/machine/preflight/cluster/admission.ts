import type { PropertyMap } from "../../../../protocol/values";
import type { ApiClient } from "../../../kubernetes/client/apiClient";
import { textAt } from "../../../kubernetes/object";
import type { Needs } from "./requirements";
import { isNotFound, type Told, tell } from "./probe";

type Pod = Needs["pods"][number];

/** The label by which a namespace says what pods it lets in (Pod Security admission). */
const ENFORCE = "pod-security.kubernetes.io/enforce";

/** What admission makes of a pod. */
export interface Admission {
  pod: Pod;
  /** The level that its namespace enforces; absent where it says none. */
  level?: string;
  /** The server's reason for refusing the pod. */
  refusal?: string;
  /** Why it could not be tried. */
  unknown?: string;
}

/**
 * Asks the server to try pods and not to keep them. Where that is not allowed, the namespace's label tells. Pods of
 * namespaces that are not there yet are left out.
 */
export async function admissionOf(client: ApiClient, pods: readonly Pod[]): Promise<Admission[]> {
  const namespaces = [...new Set(pods.map(({ namespace }) => namespace))];
  const levels = new Map(
    await Promise.all(namespaces.map(async (name) => [name, await enforcedLevel(client, name)] as const)),
  );
  const there = pods.filter(({ namespace }) => {
    const told = levels.get(namespace)!;
    return !("value" in told) || told.value !== "no namespace";
  });
  return Promise.all(there.map((pod) => admit(client, pod, levels.get(pod.namespace)!)));
}

function enforcedLevel(client: ApiClient, name: string): Promise<Told<string | undefined>> {
  return tell(`get the namespace ${name}`, async () => {
    try {
      const namespace = await client.get(
        { path: "/api/v1/namespaces", apiVersion: "v1", kind: "Namespace" },
        name,
      );
      return textAt(namespace, "metadata", "labels", ENFORCE);
    } catch (error) {
      if (isNotFound(error)) return "no namespace";
      throw error;
    }
  });
}

async function admit(client: ApiClient, pod: Pod, told: Told<string | undefined>): Promise<Admission> {
  const level = "value" in told ? told.value : undefined;
  const collection = { path: `/api/v1/namespaces/${pod.namespace}/pods`, apiVersion: "v1", kind: "Pod" };
  const object = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { generateName: "meshstack-check-" },
    spec: pod.spec as PropertyMap,
  };
  const known = { pod, ...(level !== undefined && { level }) };
  const allowed = await tell(`create pods in ${pod.namespace}`, () =>
    client.post(collection, object, { fieldManager: "meshstack", dryRun: true }).then(
      () => undefined,
      (error: Error) => {
        if (/violates PodSecurity/.test(error.message)) return error.message;
        throw error;
      },
    ),
  );
  if ("value" in allowed) return { ...known, ...(allowed.value !== undefined && { refusal: allowed.value }) };
  return { ...known, unknown: allowed.unknown };
}
