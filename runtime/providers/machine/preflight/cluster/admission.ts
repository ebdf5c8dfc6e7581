import type { PropertyMap } from "../../../../protocol/values";
import { type ApiClient, collectionOf } from "../../../../../lib/clients/kubernetes/apiClient";
import { isNotFound } from "../../../../../lib/clients/kubernetes/apiError";
import { textAt } from "../../../../../lib/clients/kubernetes/object";
import type { Requirements } from "./requirements";
import { probe } from "./probe";

type Pod = Requirements["pods"][number];

/** The label that sets a namespace's Pod Security level. */
const ENFORCE = "pod-security.kubernetes.io/enforce";

/** How admission handles a pod. */
export interface Admission {
  pod: Pod;
  /** The level that its namespace enforces; absent without a label. */
  level?: string;
  /** The server's reason for rejecting the pod. */
  rejection?: string;
  /** Why the dry run failed. */
  unknown?: string;
}

/**
 * Creates pods in a dry run. Where that is not allowed, the namespace's label decides. Skips pods of namespaces that do not
 * exist yet.
 */
export async function admissionOf(client: ApiClient, pods: readonly Pod[]): Promise<Admission[]> {
  const namespaces = [...new Set(pods.map(({ namespace }) => namespace))];
  const levels = new Map(
    await Promise.all(namespaces.map(async (name) => [name, await enforcedLevel(client, name)] as const)),
  );
  return Promise.all(
    pods
      .filter(({ namespace }) => levels.get(namespace) !== "no namespace")
      .map((pod) => admit(client, pod, levels.get(pod.namespace))),
  );
}

async function enforcedLevel(client: ApiClient, name: string): Promise<string | undefined> {
  const { value } = await probe(`get the namespace ${name}`, async () => {
    try {
      const namespace = await client.get(collectionOf("v1", "Namespace", "namespaces"), name);
      return textAt(namespace, "metadata", "labels", ENFORCE);
    } catch (error) {
      if (isNotFound(error)) return "no namespace";
      throw error;
    }
  });
  return value;
}

async function admit(client: ApiClient, pod: Pod, level: string | undefined): Promise<Admission> {
  const collection = collectionOf("v1", "Pod", "pods", pod.namespace);
  const object = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { generateName: "meshstack-check-" },
    spec: pod.spec as PropertyMap,
  };
  const { value: rejection, unknown } = await probe(`create pods in ${pod.namespace}`, () =>
    client.post(collection, object, { fieldManager: "meshstack", dryRun: true }).then(
      () => undefined,
      (error: Error) => {
        if (/violates PodSecurity/.test(error.message)) return error.message;
        throw error;
      },
    ),
  );
  return { pod, level, rejection, unknown };
}
