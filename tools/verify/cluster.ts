import type { IncomingMessage } from "node:http";
import { ApiClient, type Collection } from "../../lib/clients/kubernetes/apiClient";
import { ApiError } from "../../lib/clients/kubernetes/apiError";
import type { Connection } from "../../lib/clients/kubernetes/connection";
import { Authenticator } from "../../lib/clients/kubernetes/credentials";
import { Discovery } from "../../lib/clients/kubernetes/discovery";
import { Transport } from "../../lib/clients/kubernetes/transport";
import type { PropertyMap } from "../../runtime/protocol/values";
import type { Answer } from "./http";
import type { Deployment, EphemeralContainer, Node, Pod, Service } from "./objects";

const FIELD_MANAGER = "meshstack-verify";
/** The timeout of one request, in milliseconds. */
const TIMEOUT = 15_000;

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
  private readonly transport: Transport;
  private readonly authenticator: Authenticator;

  constructor(connection: Connection) {
    this.client = new ApiClient(connection, { timeout: TIMEOUT, backOff: [] });
    this.discovery = new Discovery(this.client);
    this.transport = new Transport(connection);
    this.authenticator = new Authenticator(connection);
  }

  /** @throws ClusterUnreachableError, ApiError; so do all methods */
  nodes(): Promise<Node[]> {
    return this.list("/api/v1/nodes", "v1", "Node");
  }

  pods(namespace: string): Promise<Pod[]> {
    return this.list(`${core(namespace)}/pods`, "v1", "Pod");
  }

  services(namespace: string): Promise<Service[]> {
    return this.list(`${core(namespace)}/services`, "v1", "Service");
  }

  deployments(namespace: string): Promise<Deployment[]> {
    const path = `/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}/deployments`;
    return this.list(path, "apps/v1", "Deployment");
  }

  /** @throws ApiError; `isNotFound` if there is no such pod */
  async pod(namespace: string, name: string): Promise<Pod> {
    return (await this.client.get(podCollection(namespace), name)) as unknown as Pod;
  }

  /** The last 20,000 lines of a container's log. */
  async log(namespace: string, pod: string, container: string): Promise<string> {
    const query = `container=${encodeURIComponent(container)}&tailLines=20000`;
    const { status, text } = await this.text(
      `${core(namespace)}/pods/${encodeURIComponent(pod)}/log?${query}`,
    );
    if (status === 200) return text;
    throw new Error(`the log of ${pod}/${container} cannot be read: ${text.trim().slice(0, 500)}`);
  }

  /** Sends a GET request to a Service through the API server. */
  throughService(namespace: string, service: string, port: number, path: string): Promise<Answer> {
    return this.text(`${core(namespace)}/services/${service}:${port}/proxy${path}`);
  }

  /** Sends a GET request to a pod through the API server, which uses plain HTTP. */
  throughPod(namespace: string, pod: string, port: number, path: string): Promise<Answer> {
    return this.text(`${core(namespace)}/pods/${pod}:${port}/proxy${path}`);
  }

  /**
   * Adds a container to a running pod. Kubernetes cannot remove it again.
   * @throws ApiError when it is rejected, such as for a concurrent change
   */
  async addEphemeralContainer(pod: Pod, container: EphemeralContainer): Promise<void> {
    const { path, ...type } = podCollection(pod.metadata.namespace ?? "default");
    const value = [...(pod.spec.ephemeralContainers ?? []), container] as unknown as PropertyMap[];
    await this.client.jsonPatch({ ...type, path: `${path}/${pod.metadata.name}` }, "ephemeralcontainers", [
      { op: "add", path: "/spec/ephemeralContainers", value },
    ]);
  }

  /** The object with the same kind, namespace and name; undefined if there is none. */
  async find({ apiVersion, kind, metadata }: TemporaryObject): Promise<TemporaryObject | undefined> {
    const collection = await this.discovery.collection(apiVersion, kind, metadata.namespace);
    try {
      return (await this.client.get(collection, metadata.name)) as TemporaryObject;
    } catch (error) {
      if (error instanceof ApiError && error.isNotFound) return undefined;
      throw error;
    }
  }

  /** Creates or updates the object. */
  async apply(object: TemporaryObject): Promise<void> {
    const { apiVersion, kind, metadata } = object;
    const collection = await this.discovery.collection(apiVersion, kind, metadata.namespace);
    await this.client.apply(collection, metadata.name, object, { fieldManager: FIELD_MANAGER });
  }

  /** Deletes the object if it exists. */
  async delete({ apiVersion, kind, metadata }: TemporaryObject): Promise<void> {
    const collection = await this.discovery.collection(apiVersion, kind, metadata.namespace);
    try {
      await this.client.delete(collection, metadata.name, { propagationPolicy: "Background" });
    } catch (error) {
      if (!(error instanceof ApiError && error.isNotFound)) throw error;
    }
  }

  /** Closes all requests and connections. */
  close(): void {
    this.client.close();
    this.transport.close();
  }

  private async list<T>(path: string, apiVersion: string, kind: string): Promise<T[]> {
    return (await this.client.list({ path, apiVersion, kind })).items as unknown as T[];
  }

  /** Returns an answer of any type and status. */
  private async text(path: string): Promise<Answer> {
    const answer: IncomingMessage = await this.transport.send(
      { method: "GET", path, headers: { accept: "*/*" }, timeout: TIMEOUT },
      await this.authenticator.authenticate(),
    );
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    return { status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") };
  }
}

const core = (namespace: string): string => `/api/v1/namespaces/${encodeURIComponent(namespace)}`;

const podCollection = (namespace: string): Collection => ({
  path: `${core(namespace)}/pods`,
  apiVersion: "v1",
  kind: "Pod",
});
