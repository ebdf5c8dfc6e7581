import type { types } from "@pulumi/kubernetes";

/** A Kubernetes object, as for `kubectl apply`. An image's name is an output where only the cluster knows it. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [field: string]: unknown };
  [field: string]: unknown;
}

/** A Kubernetes object before it is registered as a resource. */
export interface PlannedObject {
  /** The name of its resource. */
  name: string;
  /** Other names that its resource has in existing stacks. Default: none. */
  aliasNames?: readonly string[];
  object: KubernetesObject;
  /** What must exist before it. */
  dependsOn: readonly PlannedObject[];
}

/** A component before it is registered. */
export interface PlannedComponent {
  /** Pulumi's type token. */
  type: string;
  /** Other types that it has in existing stacks. Default: none. */
  aliasTypes?: readonly string[];
  /** The name of its resource. */
  name: string;
  /** Its objects, each after those that it depends on. */
  objects: readonly PlannedObject[];
  /** What must exist before it: objects of other components. Default: none. */
  dependsOn?: readonly PlannedObject[];
  /**
   * Whether its objects wait for everything that it depends on; Pulumi itself passes a component's dependencies to no
   * child. Default false.
   */
  objectsWait?: boolean;
  /** Its outputs. Default: none. */
  outputs?: Record<string, unknown>;
}

/** The kinds of Kubernetes that components use. */
interface BuiltInKinds {
  ClusterRole: types.input.rbac.v1.ClusterRole;
  ClusterRoleBinding: types.input.rbac.v1.ClusterRoleBinding;
  ConfigMap: types.input.core.v1.ConfigMap;
  CustomResourceDefinition: types.input.apiextensions.v1.CustomResourceDefinition;
  Deployment: types.input.apps.v1.Deployment;
  Ingress: types.input.networking.v1.Ingress;
  MutatingWebhookConfiguration: types.input.admissionregistration.v1.MutatingWebhookConfiguration;
  Namespace: types.input.core.v1.Namespace;
  Role: types.input.rbac.v1.Role;
  RoleBinding: types.input.rbac.v1.RoleBinding;
  Service: types.input.core.v1.Service;
  ServiceAccount: types.input.core.v1.ServiceAccount;
}

const API_VERSIONS: Readonly<Record<keyof BuiltInKinds, string>> = {
  ClusterRole: "rbac.authorization.k8s.io/v1",
  ClusterRoleBinding: "rbac.authorization.k8s.io/v1",
  ConfigMap: "v1",
  CustomResourceDefinition: "apiextensions.k8s.io/v1",
  Deployment: "apps/v1",
  Ingress: "networking.k8s.io/v1",
  MutatingWebhookConfiguration: "admissionregistration.k8s.io/v1",
  Namespace: "v1",
  Role: "rbac.authorization.k8s.io/v1",
  RoleBinding: "rbac.authorization.k8s.io/v1",
  Service: "v1",
  ServiceAccount: "v1",
};

/** An object of one of Istio's kinds. */
export interface CustomObject<Kind extends string = string, Spec = unknown> {
  apiVersion: string;
  kind: Kind;
  metadata: { name: string; namespace: string; labels?: Record<string, string> };
  spec: Spec;
}

/** The objects of a component, in the order in which they are added. */
export class ObjectPlan {
  readonly objects: PlannedObject[] = [];

  /**
   * Adds an object of a kind of Kubernetes.
   * @param dependsOn what must exist before it. Default: nothing
   * @param options of its resource. The default of its name is that of the object.
   */
  add<Kind extends keyof BuiltInKinds>(
    kind: Kind,
    object: BuiltInKinds[Kind],
    dependsOn: readonly PlannedObject[] = [],
    options: Partial<Pick<PlannedObject, "name" | "aliasNames">> = {},
  ): PlannedObject {
    const typed = { apiVersion: API_VERSIONS[kind], kind, ...object } as unknown as KubernetesObject;
    return this.append({ name: nameOf(object), ...options, object: typed, dependsOn });
  }

  /** Adds an object of one of Istio's kinds. */
  addCustom(object: CustomObject, dependsOn: readonly PlannedObject[] = []): PlannedObject {
    return this.append({ name: nameOf(object), object: object as unknown as KubernetesObject, dependsOn });
  }

  private append(planned: PlannedObject): PlannedObject {
    this.objects.push(planned);
    return planned;
  }
}

/** The name of an object, which is a plain text in every object of this project. */
export function nameOf(object: { metadata?: unknown }): string {
  return (object.metadata as { name: string }).name;
}

/** The plural of a kind of Istio in lower case, as in paths of the API: `telemetries`, `gateways`, `prometheuses`. */
export const pluralOf = (kind: string): string =>
  kind
    .toLowerCase()
    .replace(/s$/, "se")
    .replace(/(?<![aeiou])y$/, "ie") + "s";

/** The objects of components. */
export const objectsOf = (components: readonly PlannedComponent[]): KubernetesObject[] =>
  components.flatMap(({ objects }) => objects.map(({ object }) => object));
