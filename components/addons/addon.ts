import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { childrenOf, nameOf } from "../register";
import { type AddonName, ADDONS, type AddonSettings } from "./config";

type ConfigMap = k8s.types.input.core.v1.ConfigMap;
type Deployment = k8s.types.input.apps.v1.Deployment;
type Service = k8s.types.input.core.v1.Service;

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

/** The Service of an addon: one port, in the cluster and, with a NodePort, on every node. */
export function addonService(
  name: AddonName,
  { namespace, nodePort }: Pick<AddonSettings, "namespace" | "nodePort">,
  portName: string,
): Service {
  const exposed = nodePort === undefined ? {} : { type: "NodePort" };
  return {
    metadata: { name, namespace },
    spec: {
      ...exposed,
      ports: [{ name: portName, port: ADDONS[name].port, ...(nodePort !== undefined && { nodePort }) }],
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
