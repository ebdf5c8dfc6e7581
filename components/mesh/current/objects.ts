import { INGRESS_SERVICES, MESH_TYPES } from "../../meshes";
import { type CustomObject, ObjectPlan, type PlannedObject } from "../../objects";
import type { PlannedMeshComponent } from "../meshComponent";
import { type CurrentMeshArgs, type CurrentMeshSettings, currentMeshSettings } from "./config";
import { customResourceDefinitions } from "./crds";
import { ingressGatewayDeployment, ingressGatewayService } from "./ingressGateway";
import type { InjectionWebhook } from "./injectionWebhook";
import { istiodDeployment, istiodService } from "./istiod";
import {
  type CurrentMeshConfig,
  currentMeshConfig,
  meshConfigMap,
  proxyConfigChecksum,
  TRACING_PROVIDER,
} from "./meshConfig";
import { peerAuthentication } from "./peerAuthentication";
import { clusterRole, clusterRoleBinding, roleBindings, roles, serviceAccounts } from "./rbac";
import { standardMetrics } from "./standardMetrics";
import { telemetry } from "./telemetry";

/** The arguments of {@link planCurrentMesh}. */
export interface CurrentMeshPlanArgs extends CurrentMeshArgs {
  /** Injection by istiod's webhook, for this mesh configuration. Default: istiod injects nothing. */
  injectionWebhook?: (meshConfig: CurrentMeshConfig) => InjectionWebhook;
}

/** The Services of the control plane. */
export type CurrentServiceName = "istiod" | "ingress";

/** A current control plane before it is registered. */
export interface PlannedCurrentMesh extends PlannedMeshComponent<CurrentMeshConfig, CurrentServiceName> {
  /** istiod's Deployment, on which pods with a proxy depend. */
  istiod: PlannedObject;
}

/**
 * The control plane of Istio 1.31. Each object comes after what it depends on: the namespace, then accounts, roles and
 * configuration, custom resource definitions before custom objects, Deployments last, and the gateway after istiod.
 * @throws ArgumentsError when an argument is wrong; Error when an image's name cannot be parsed
 */
export function planCurrentMesh(
  name: string,
  { injectionWebhook, ...args }: CurrentMeshPlanArgs = {},
): PlannedCurrentMesh {
  const settings = currentMeshSettings(args);
  const plan = new ObjectPlan();
  const namespace = plan.add("Namespace", { metadata: { name: settings.namespace } });
  const meshConfig = currentMeshConfig(settings);
  const checksum = proxyConfigChecksum(meshConfig);
  const webhook = injectionWebhook?.(meshConfig);

  const accounts = serviceAccounts(settings.namespace).map((account) =>
    plan.add("ServiceAccount", account, [namespace]),
  );
  const clusterWide = plan.add("ClusterRole", clusterRole(settings.namespace, webhook));
  const namespaced = roles(settings, webhook).map((role) => plan.add("Role", role, [namespace]));
  const rights = [
    plan.add("ClusterRoleBinding", clusterRoleBinding(settings.namespace), [clusterWide, ...accounts]),
    ...roleBindings(settings).map((binding) =>
      plan.add("RoleBinding", binding, [...namespaced, ...accounts]),
    ),
  ];
  const crds = customResourceDefinitions().map((crd) => plan.add("CustomResourceDefinition", crd));
  // Before istiod, so that no proxy ever has a configuration without them.
  const policies = meshPolicies(settings).map((policy) => plan.addCustom(policy, [namespace, ...crds]));

  const maps = [meshConfigMap(settings.namespace, meshConfig), ...(webhook ? [webhook.configMap] : [])];
  const configuration = maps.map((map) => plan.add("ConfigMap", map, [namespace]));

  const services = {
    istiod: plan.add("Service", istiodService(settings.namespace), [namespace]),
    ingress: plan.add("Service", ingressGatewayService(settings), [namespace], {
      aliasNames: [INGRESS_SERVICES.classic],
    }),
  };

  // No Deployment depends on its Service, because a Service becomes ready only after the Deployment's pods.
  const required = [...configuration, ...rights];
  const istiod = plan.add("Deployment", istiodDeployment(settings, webhook), [...required, ...policies]);
  // After istiod: until istiod answers, the API server rejects the pods that the webhook covers.
  if (webhook) plan.add("MutatingWebhookConfiguration", webhook.configuration, [istiod]);
  plan.add("Deployment", ingressGatewayDeployment(settings, checksum), [...required, istiod]);

  return {
    type: MESH_TYPES.current,
    aliasTypes: [MESH_TYPES.classic],
    name,
    objects: plan.objects,
    outputs: { namespace: settings.namespace, meshConfig },
    namespace,
    meshConfig,
    crds,
    services,
    istiod,
  };
}

/** The policies of the whole mesh: TLS, tracing where it is on, and metrics where the proxy has no filter for them. */
function meshPolicies({ namespace, tls, tracing, sampling, proxy }: CurrentMeshSettings): CustomObject[] {
  const mtls = { mode: tls ? ("STRICT" as const) : ("DISABLE" as const) };
  const traced = { providers: [{ name: TRACING_PROVIDER }], randomSamplingPercentage: sampling };
  return [
    peerAuthentication({ name: "default", namespace }, { mtls }),
    ...(tracing ? [telemetry({ name: "mesh-default", namespace }, { tracing: [traced] })] : []),
    ...(proxy === "envoy" ? [standardMetrics(namespace)] : []),
  ];
}
