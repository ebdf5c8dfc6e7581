import type { types } from "@pulumi/kubernetes";
import { nameOf, ObjectPlan, type PlannedComponent, type PlannedObject } from "../objects";
import type { AddonSettings } from "./config";
import { type AddonName, ADDONS } from "./table";

type ConfigMap = types.input.core.v1.ConfigMap;
type Deployment = types.input.apps.v1.Deployment;
type Service = types.input.core.v1.Service;

/** The objects of one addon: a Deployment and its Service in the control plane's namespace, with what they require. */
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
  serviceAccount: types.input.core.v1.ServiceAccount;
  clusterRole: types.input.rbac.v1.ClusterRole;
  clusterRoleBinding: types.input.rbac.v1.ClusterRoleBinding;
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

/** An addon before it is registered. */
export interface PlannedAddon extends PlannedComponent {
  service: PlannedObject;
}

/** The namespace of an object, which is a plain text in every object of an addon. */
const namespaceOf = ({ metadata }: Deployment | Service): string =>
  (metadata as { namespace: string }).namespace;

/**
 * Returns the function that plans an addon. Its arguments are the name of the component, the arguments of the addon, and the
 * namespaces that the same program creates: each object depends on its own.
 * @param type the last part of the component's type token
 */
export const addonPlan =
  <Args>(type: string, objectsOf: (args?: Args) => AddonObjects) =>
  (name: string, args?: Args, namespaces: readonly PlannedObject[] = []): PlannedAddon => {
    const { configMap, access, deployment, service, furtherServices = [] } = objectsOf(args);
    const plan = new ObjectPlan();
    const createdFor = (object: Deployment | Service): PlannedObject[] =>
      namespaces.filter((each) => nameOf(each.object) === namespaceOf(object));
    const namespace = createdFor(deployment);
    const required = [...namespace];
    if (configMap) required.push(plan.add("ConfigMap", configMap, namespace));
    if (access) {
      const account = plan.add("ServiceAccount", access.serviceAccount, namespace);
      const role = plan.add("ClusterRole", access.clusterRole);
      required.push(account, role);
      required.push(plan.add("ClusterRoleBinding", access.clusterRoleBinding, [account, role]));
    }
    plan.add("Deployment", deployment, required);
    const planned = plan.add("Service", service, namespace);
    for (const further of furtherServices) {
      // One Service of this name exists per namespace.
      plan.add("Service", further, createdFor(further), {
        name: `${nameOf(further)}-${namespaceOf(further)}`,
      });
    }
    return { type: `meshstack:addons:${type}`, name, objects: plan.objects, service: planned };
  };
