import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Mesh } from "../meshes";
import type { ImageSettings } from "../imageSettings";
import { commonFields } from "../mesh/config";
import { childrenOf, nameOf } from "../register";

type ConfigMap = k8s.types.input.core.v1.ConfigMap;
type Deployment = k8s.types.input.apps.v1.Deployment;
type Service = k8s.types.input.core.v1.Service;

/** The arguments of every addon. */
export interface AddonArgs {
  /** The mesh that it observes. Default `classic`. */
  istio?: Mesh;
  /** The control plane's namespace, which must exist. Default `istio-system`. */
  namespace?: pulumi.Input<string>;
  /** The addon's port on every node. Default: none, only the cluster itself reaches the addon. */
  nodePort?: number;
  /** The stack's image settings. Default: the official images. */
  images?: ImageSettings;
}

/** The arguments of an addon whose classic image is one of Istio's own. */
export interface IstioAddonArgs extends AddonArgs {
  /** Registry and path of Istio's images. Default `docker.io/istio`. */
  hub?: string;
  /** Tag of Istio's images. Default `0.2.12`. */
  tag?: string;
}

/** The objects of one addon. */
export interface AddonObjects {
  /** Its configuration, unless that is in its Deployment. */
  configMap?: ConfigMap;
  /** Its rights in the cluster. Default none. */
  access?: AddonAccess;
  deployment: Deployment;
  service: Service;
  /** Services in other namespaces. Default none. */
  furtherServices?: Service[];
}

/** A service account and its rights in the whole cluster. */
export interface AddonAccess {
  serviceAccount: k8s.types.input.core.v1.ServiceAccount;
  clusterRole: k8s.types.input.rbac.v1.ClusterRole;
  clusterRoleBinding: k8s.types.input.rbac.v1.ClusterRoleBinding;
}

/** {@link AddonArgs} with the defaults filled in. */
export type AddonSettings = Required<Omit<AddonArgs, "nodePort" | "istio">> & Pick<AddonArgs, "nodePort">;

/** Fills in the defaults. */
export function addonSettings(args: AddonArgs): AddonSettings {
  return {
    namespace: args.namespace ?? commonFields.namespace.parse(undefined),
    nodePort: args.nodePort,
    images: args.images ?? {},
  };
}

/** The Service of an addon: one port, in the cluster and, with a NodePort, on every node. */
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
  readonly service: k8s.core.v1.Service;

  protected constructor(
    type: string,
    name: string,
    { configMap, access, deployment, service, furtherServices = [] }: AddonObjects,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(type, name, {}, opts);
    const { core, rbac, apps } = k8s;
    const register = childrenOf(this);
    const required: pulumi.Resource[] = [];
    if (configMap) required.push(register(core.v1.ConfigMap, configMap));
    if (access) {
      const account = register(core.v1.ServiceAccount, access.serviceAccount);
      const role = register(rbac.v1.ClusterRole, access.clusterRole);
      const binding = register(rbac.v1.ClusterRoleBinding, access.clusterRoleBinding, [account, role]);
      required.push(account, role, binding);
    }
    register(apps.v1.Deployment, deployment, required);
    this.service = register(core.v1.Service, service);
    for (const further of furtherServices) {
      // One Service of this name exists per namespace.
      const { namespace } = further.metadata as { namespace: string };
      new core.v1.Service(`${nameOf(further)}-${namespace}`, further, { parent: this });
    }
    this.registerOutputs({});
  }
}
