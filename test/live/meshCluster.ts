import { setTimeout as delay } from "node:timers/promises";
import { planCurrentMesh } from "../../components/mesh/current/objects";
import type { CurrentMeshArgs } from "../../components/mesh/current/config";
import { type KubernetesObject, objectsOf } from "../../components/objects";
import type { Collection } from "../../lib/clients/kubernetes/apiClient";
import { NoMatchError } from "../../lib/clients/kubernetes/apiError";
import { Discovery } from "../../lib/clients/kubernetes/discovery";
import type { PropertyMap } from "../../runtime/protocol/values";
import { startCluster, type TestCluster } from "../kubernetes/cluster";

/** The control plane's namespace. */
export const NAMESPACE = "istio-system";

/**
 * A cluster with all objects of a current mesh. Its node is simulated, so no pod runs; the tests start the programs on
 * this machine.
 */
export class MeshCluster {
  private readonly discovery: Discovery;

  private constructor(
    readonly cluster: TestCluster,
    /** The mesh's objects, in the order of their dependencies. */
    readonly objects: readonly KubernetesObject[],
  ) {
    this.discovery = new Discovery(cluster.client);
  }

  /** Starts a cluster and applies all objects of a CurrentMesh. */
  static async start(args: CurrentMeshArgs): Promise<MeshCluster> {
    const objects = objectsOf([planCurrentMesh("mesh", args)]);
    const mesh = new MeshCluster(await startCluster(), objects);
    try {
      for (const object of objects) await mesh.apply(object);
    } catch (error) {
      await mesh.cluster.stop();
      throw error;
    }
    return mesh;
  }

  /** The container of one of the mesh's Deployments. */
  container(deployment: string): Container {
    const object = this.objects.find(
      ({ kind, metadata }) => kind === "Deployment" && metadata.name === deployment,
    );
    const spec = object?.spec as { template: { spec: { containers: Container[] } } };
    return spec.template.spec.containers[0]!;
  }

  /** Creates or updates an object. */
  async apply(object: KubernetesObject): Promise<void> {
    const { name, namespace } = object.metadata;
    const options = { fieldManager: "test", force: true };
    const collection = await this.collection(object, namespace);
    await this.cluster.client.apply(collection, name, object as PropertyMap, options);
  }

  /** An object of the cluster. */
  async get(apiVersion: string, kind: string, name: string, namespace = NAMESPACE): Promise<PropertyMap> {
    return this.cluster.client.get(await this.collection({ apiVersion, kind }, namespace), name);
  }

  /** All objects of a kind in a namespace. */
  async list(apiVersion: string, kind: string, namespace = NAMESPACE): Promise<PropertyMap[]> {
    return (await this.cluster.client.list(await this.collection({ apiVersion, kind }, namespace))).items;
  }

  /** A token of a service account of the control plane; default audience: the API server. */
  async token(serviceAccount: string, audience?: string): Promise<string> {
    const type = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest" };
    const path = `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/${serviceAccount}/token`;
    const spec = { expirationSeconds: 3600, ...(audience !== undefined && { audiences: [audience] }) };
    const answer = await this.cluster.client.post(
      { path, ...type },
      { ...type, spec },
      { fieldManager: "test" },
    );
    return (answer.status as { token: string }).token;
  }

  private async collection(
    { apiVersion, kind }: { apiVersion: string; kind: string },
    namespace = "",
  ): Promise<Collection> {
    // The server serves a custom resource shortly after its definition is created.
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.discovery.collection(apiVersion, kind, namespace);
      } catch (error) {
        if (!(error instanceof NoMatchError) || attempt === 100) throw error;
        await delay(50);
      }
    }
  }
}

/** The fields of a container that tests use. */
export interface Container {
  args: string[];
  env: { name: string; value?: string; valueFrom?: { fieldRef?: { fieldPath: string } } }[];
}

/**
 * A container's environment outside a pod, without variables from the container's resources.
 * @param pod the values of the pod's fields, by their paths
 */
export function environment({ env }: Container, pod: Record<string, string>): Record<string, string> {
  const values = env.map(({ name, value, valueFrom }) => {
    const path = valueFrom?.fieldRef?.fieldPath;
    return [name, value ?? (path === undefined ? undefined : pod[path])] as const;
  });
  return Object.fromEntries(values.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
