import { ApiClient, type Collection, collectionOf } from "../../lib/clients/kubernetes/apiClient";
import { isNotFound } from "../../lib/clients/kubernetes/apiError";
import type { Connection } from "../../lib/clients/kubernetes/connection";
import { Discovery } from "../../lib/clients/kubernetes/discovery";
import type { PropertyMap } from "../../runtime/protocol/values";
import type { Answer } from "./http";
import type { Deployment, EphemeralContainer, Node, Pod, Service } from "./objects";

const FIELD_MANAGER = "meshstack-verify";
/** An object that a check creates temporarily. */
export interface TemporaryObject extends PropertyMap {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace: string; labels?: Record<string, string> };
}

/** Reads and changes objects of a cluster by its API. */
export class Cluster {
  private readonly client: ApiClient;
  private readonly discovery: Discovery;

  /** @param timeout of one request, in milliseconds */
  constructor(connection: Connection, timeout = 15_000) {
    this.client = new ApiClient(connection, { timeout, backOff: [] });
    this.discovery = new Discovery(this.client);
  }

  /** @throws ClusterUnreachableError, ApiError; so do all methods */
  nodes(): Promise<Node[]> {
    return this.list(collectionOf("v1", "Node", "nodes"));
  }

  pods(namespace: string): Promise<Pod[]> {
    return this.list(podsIn(namespace));
  }

  services(namespace: string): Promise<Service[]> {
    return this.list(collectionOf("v1", "Service", "services", namespace));
  }

  deployments(namespace: string): Promise<Deployment[]> {
    return this.list(collectionOf("apps/v1", "Deployment", "deployments", namespace));
  }

  /** The current state of a pod. @throws ApiError; `isNotFound` if it no longer exists */
  async pod({ metadata }: Pod): Promise<Pod> {
    return (await this.client.get(podsIn(metadata.namespace), metadata.name)) as unknown as Pod;
  }

  /** The last 20,000 lines of a container's log. */
  async log(pod: Pod, container: string): Promise<string> {
    const query = `container=${encodeURIComponent(container)}&tailLines=20000`;
    const { status, text } = await this.text(`${pathOf(pod)}/log?${query}`);
    if (status === 200) return text;
    throw new Error(
      `the log of ${pod.metadata.name}/${container} cannot be read: ${text.trim().slice(0, 500)}`,
    );
  }

  /** Sends a GET request to a Service through the API server. */
  throughService(namespace: string, service: string, port: number, path: string): Promise<Answer> {
    const { path: services } = collectionOf("v1", "Service", "services", namespace);
    return this.text(`${services}/${service}:${port}/proxy${path}`);
  }

  /** Sends a GET request to a pod through the API server, which uses plain HTTP. */
  throughPod(pod: Pod, port: number, path: string): Promise<Answer> {
    return this.text(`${pathOf(pod)}:${port}/proxy${path}`);
  }

  /**
   * Adds a container to a running pod. Kubernetes cannot remove it again.
   * @throws ApiError when it is rejected, such as for a concurrent change
   */
  async addEphemeralContainer(pod: Pod, container: EphemeralContainer): Promise<void> {
    const value = [...(pod.spec.ephemeralContainers ?? []), container] as unknown as PropertyMap[];
    await this.client.jsonPatch(
      { ...podsIn(pod.metadata.namespace), path: pathOf(pod) },
      "ephemeralcontainers",
      [{ op: "add", path: "/spec/ephemeralContainers", value }],
    );
  }

  /** The object with the same kind, namespace and name; undefined if there is none. */
  async find(object: TemporaryObject): Promise<TemporaryObject | undefined> {
    const collection = await this.discovery.collectionOf(object);
    try {
      return (await this.client.get(collection, object.metadata.name)) as TemporaryObject;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Creates or updates the object. */
  async apply(object: TemporaryObject): Promise<void> {
    const collection = await this.discovery.collectionOf(object);
    await this.client.apply(collection, object.metadata.name, object, { fieldManager: FIELD_MANAGER });
  }

  /** Deletes the object if it exists. */
  async delete(object: TemporaryObject): Promise<void> {
    const collection = await this.discovery.collectionOf(object);
    try {
      await this.client.delete(collection, object.metadata.name, { propagationPolicy: "Background" });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  /** Closes all requests and connections. */
  close(): void {
    this.client.close();
  }

  private async list<T>(collection: Collection): Promise<T[]> {
    return (await this.client.list(collection)).items as unknown as T[];
  }

  /** Returns an answer of any type and status. */
  private async text(path: string): Promise<Answer> {
    const answer = await this.client.exchange("GET", path, { accept: "*/*" });
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    return { status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") };
  }
}

const podsIn = (namespace = "default"): Collection => collectionOf("v1", "Pod", "pods", namespace);

const pathOf = ({ metadata }: Pod): string => `${podsIn(metadata.namespace).path}/${metadata.name}`;
