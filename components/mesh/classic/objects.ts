import { INGRESS_SERVICES, MESH_TYPES } from "../../meshes";
import { ObjectPlan, type PlannedObject } from "../../objects";
import type { PlannedMeshComponent } from "../meshComponent";
import {
  controlPlaneMeshConfig,
  meshConfigChecksum,
  meshConfigMap,
  type MeshConfigInput,
} from "../meshConfig";
import { attributeManifests } from "./attributes";
import { caDeployment } from "./ca";
import { type ClassicMeshArgs, classicMeshSettings } from "./config";
import { customResourceDefinitions, type IstioObject } from "./crds";
import { mixerDeployment, mixerService, statsdMapping } from "./mixer";
import { pilotDeployment, pilotService } from "./pilot";
import { clusterRoleBindings, clusterRoles, serviceAccounts } from "./rbac";
import { egressService, ingressService, standaloneProxyDeployment } from "./standaloneProxies";
import { telemetry } from "./telemetry";

/** The Services of the control plane. */
export type ClassicServiceName = "mixer" | "pilot" | "ingress" | "egress";

/** A classic control plane before it is registered. */
export type PlannedClassicMesh = PlannedMeshComponent<MeshConfigInput, ClassicServiceName>;

/**
 * The control plane of Istio 0.2. Each object comes after what it depends on: the namespace, then accounts, roles and
 * configuration, custom resource definitions before custom objects, Deployments last.
 * @throws ArgumentsError when an argument is wrong
 * @throws Error when an image's name cannot be parsed
 */
export function planClassicMesh(name: string, args: ClassicMeshArgs = {}): PlannedClassicMesh {
  const settings = classicMeshSettings(args);
  const plan = new ObjectPlan();
  const namespace = plan.add("Namespace", { metadata: { name: settings.namespace } });
  const meshConfig = controlPlaneMeshConfig(settings);
  const checksum = meshConfigChecksum(meshConfig);

  const accounts = serviceAccounts(settings.namespace).map((account) =>
    plan.add("ServiceAccount", account, [namespace]),
  );
  const roles = clusterRoles(settings.namespace).map((role) => plan.add("ClusterRole", role));
  const bindings = clusterRoleBindings(settings.namespace).map((binding) =>
    plan.add("ClusterRoleBinding", binding, [...roles, ...accounts]),
  );
  const definitions = customResourceDefinitions();
  const crds = definitions.map((crd) => plan.add("CustomResourceDefinition", crd));

  const mapping = plan.add("ConfigMap", statsdMapping(settings.namespace), [namespace]);
  const configMap = plan.add("ConfigMap", meshConfigMap(settings.namespace, meshConfig), [namespace]);

  const addCustom = (object: IstioObject, ...dependencies: PlannedObject[]) => {
    const definition = crds.filter((_, index) => definitions[index]?.spec.names.kind === object.kind);
    return plan.addCustom(object, [namespace, ...definition, ...dependencies]);
  };
  const manifests = attributeManifests(settings.namespace).map((manifest) => addCustom(manifest));
  const { instances, handlers, rules } = telemetry(settings.namespace);
  const actions = [...instances, ...handlers].map((object) => addCustom(object, ...manifests));
  for (const rule of rules) addCustom(rule, ...actions);

  const services = {
    mixer: plan.add("Service", mixerService(settings.namespace), [namespace]),
    pilot: plan.add("Service", pilotService(settings.namespace), [namespace]),
    ingress: plan.add("Service", ingressService(settings), [namespace], {
      aliasNames: [INGRESS_SERVICES.current],
    }),
    egress: plan.add("Service", egressService(settings), [namespace]),
  };

  // No Deployment depends on its Service, because a Service becomes ready only after the Deployment's pods.
  const allowed = [namespace, ...accounts, ...bindings];
  plan.add("Deployment", mixerDeployment(settings), [...allowed, mapping, ...crds]);
  plan.add("Deployment", pilotDeployment(settings, checksum), [...allowed, configMap, ...crds]);
  plan.add("Deployment", standaloneProxyDeployment(settings, "ingress"), allowed);
  plan.add("Deployment", standaloneProxyDeployment(settings, "egress"), allowed);
  plan.add("Deployment", caDeployment(settings), allowed);

  return {
    type: MESH_TYPES.classic,
    aliasTypes: [MESH_TYPES.current],
    name,
    objects: plan.objects,
    outputs: { namespace: settings.namespace, meshConfig },
    namespace,
    meshConfig,
    crds,
    services,
  };
}
