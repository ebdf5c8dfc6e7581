import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Generation } from "../generation";
import type { ImageSettings } from "../images";

type ConfigMap = k8s.types.input.core.v1.ConfigMap;
type Deployment = k8s.types.input.apps.v1.Deployment;
type Service = k8s.types.input.core.v1.Service;

/** What a stack may say of every addon. */
export interface AddonArgs {
  /** The generation of the control plane that it is for. Default `classic`. */
  generation?: Generation;
  /** The control plane's namespace, which is there already. Default `istio-system`. */
  namespace?: pulumi.Input<string>;
  /** The NodePort on which it answers on every node. Default: none, it answers inside the cluster only. */
  nodePort?: number;
  /** The stack's image settings. Default: each official image. */
  images?: ImageSettings;
}

/** What a stack may say of an addon whose classic image is one of Istio's own. */
export interface IstioAddonArgs extends AddonArgs {
  /** Registry and folder of Istio's images. Default `docker.io/istio`. */
  hub?: string;
  /** Tag of Istio's images. Default `0.2.12`. */
  tag?: string;
}

/** The objects of one addon. */
export interface AddonObjects {
  /** Its configuration, if it has one that is not in its Deployment. */
  configMap?: ConfigMap;
  /** What it may read of the cluster, if it reads anything. */
  access?: AddonAccess;
  deployment: Deployment;
  service: Service;
  /** Services besides its own, in whatever namespace. Default none. */
  furtherServices?: Service[];
}

/** A service account and what it may do in the whole cluster. */
export interface AddonAccess {
  serviceAccount: k8s.types.input.core.v1.ServiceAccount;
  clusterRole: k8s.types.input.rbac.v1.ClusterRole;
  clusterRoleBinding: k8s.types.input.rbac.v1.ClusterRoleBinding;
}

/** {@link AddonArgs} with every default in its place; an absent NodePort stays absent. */
export type AddonSettings = Required<Omit<AddonArgs, "nodePort">> & Pick<AddonArgs, "nodePort">;

/** The settings that a stack's arguments mean. */
export function addonSettings(args: AddonArgs): AddonSettings {
  return {
    generation: args.generation ?? "classic",
    namespace: args.namespace ?? "istio-system",
    nodePort: args.nodePort,
    images: args.images ?? {},
  };
}

/** The name of one of Istio's own images. */
export function istioImage(
  { hub = "docker.io/istio", tag = "0.2.12" }: IstioAddonArgs,
  name: string,
): string {
  return `${hub}/${name}:${tag}`;
}

/** The Service of an addon: one port, inside the cluster or on a port of every node. */
export function addonService(
  name: string,
  { namespace, nodePort }: Pick<AddonSettings, "namespace" | "nodePort">,
  port: { name: string; port: number },
): Service {
  const exposed = nodePort === undefined ? {} : { type: "NodePort" };
  return {
    metadata: { name, namespace },
    spec: {
      ...exposed,
      ports: [{ ...port, ...(nodePort !== undefined && { nodePort }) }],
      selector: { app: name },
    },
  };
}

/** An addon: a Deployment and its Service in the control plane's namespace, registered under their own names. */
export abstract class Addon extends pulumi.ComponentResource {
  /** Where it answers. */
  readonly service: k8s.core.v1.Service;

  protected constructor(
    type: string,
    name: string,
    { configMap, access, deployment, service, furtherServices = [] }: AddonObjects,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(type, name, {}, opts);
    const needed: pulumi.Resource[] = [];
    if (configMap) needed.push(new k8s.core.v1.ConfigMap(nameOf(configMap), configMap, { parent: this }));
    if (access) needed.push(...this.registerAccess(access));
    new k8s.apps.v1.Deployment(nameOf(deployment), deployment, { parent: this, dependsOn: needed });
    this.service = new k8s.core.v1.Service(nameOf(service), service, { parent: this });
    for (const further of furtherServices) {
      const { name: itsName, namespace } = further.metadata as { name: string; namespace: string };
      new k8s.core.v1.Service(`${itsName}-${namespace}`, further, { parent: this });
    }
    this.registerOutputs({});
  }

  private registerAccess({
    serviceAccount,
    clusterRole,
    clusterRoleBinding,
  }: AddonAccess): pulumi.Resource[] {
    const first = [
      new k8s.core.v1.ServiceAccount(nameOf(serviceAccount), serviceAccount, { parent: this }),
      new k8s.rbac.v1.ClusterRole(nameOf(clusterRole), clusterRole, { parent: this }),
    ];
    const binding = new k8s.rbac.v1.ClusterRoleBinding(nameOf(clusterRoleBinding), clusterRoleBinding, {
      parent: this,
      dependsOn: first,
    });
    return [...first, binding];
  }
}

function nameOf(object: { metadata?: unknown }): string {
  return (object.metadata as { name: string }).name;
}
