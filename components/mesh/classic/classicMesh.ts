import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { childrenOf } from "../../register";
import { controlPlaneMeshConfig, type MeshConfigInput } from "../meshConfig";
import { attributeManifests } from "./attributes";
import { caDeployment } from "./ca";
import { customResourceDefinitions } from "./crds";
import type { IstioObject } from "./customObject";
import { egressDeployment, egressService } from "./egress";
import { ingressDeployment, ingressService } from "./ingress";
import { meshConfigChecksum, meshConfigMap } from "./meshConfigMap";
import { mixerDeployment, mixerService, statsdMapping } from "./mixer";
import { pilotDeployment, pilotService } from "./pilot";
import { clusterRoleBindings, clusterRoles, serviceAccounts } from "./rbac";
import type { ClassicMeshArgs } from "./config";
import { classicMeshSettings } from "./settings";
import { telemetry } from "./telemetry";

/** The Services of the control plane. */
interface ClassicMeshServices {
  mixer: k8s.core.v1.Service;
  pilot: k8s.core.v1.Service;
  ingress: k8s.core.v1.Service;
  egress: k8s.core.v1.Service;
}

/**
 * The control plane of Istio 0.2: Pilot, Mixer, CA, ingress and egress, with everything that they require.
 *
 * Its objects equal those of the release except for the deviations in `docs/deviations.md`. Each object is registered
 * under its own name, after what it depends on: the namespace, then accounts, roles and configuration, custom
 * resource definitions before custom objects, Deployments last.
 */
export class ClassicMesh extends pulumi.ComponentResource {
  /** The control plane's namespace; known once it exists. */
  readonly namespace: pulumi.Output<string>;
  /** The mesh configuration that Pilot and the injector read. */
  readonly meshConfig: MeshConfigInput;
  /** The definitions of Istio's custom resources, on which custom objects depend. */
  readonly crds: k8s.apiextensions.v1.CustomResourceDefinition[];
  readonly services: ClassicMeshServices;

  /**
   * @throws ArgumentsError when an argument is wrong
   * @throws Error when an image's name cannot be parsed
   */
  constructor(name: string, args: ClassicMeshArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const settings = classicMeshSettings(args);
    super("meshstack:mesh:ClassicMesh", name, {}, opts);
    const { core, rbac, apps, apiextensions } = k8s;
    const register = childrenOf(this);

    const namespace = register(core.v1.Namespace, { metadata: { name: settings.namespace } });
    this.namespace = namespace.metadata.name;
    this.meshConfig = controlPlaneMeshConfig(settings);
    const checksum = meshConfigChecksum(this.meshConfig);

    const accounts = serviceAccounts(settings.namespace).map((account) =>
      register(core.v1.ServiceAccount, account, [namespace]),
    );
    const roles = clusterRoles(settings.namespace).map((role) => register(rbac.v1.ClusterRole, role));
    const bindings = clusterRoleBindings(settings.namespace).map((binding) =>
      register(rbac.v1.ClusterRoleBinding, binding, [...roles, ...accounts]),
    );
    const definitions = customResourceDefinitions();
    this.crds = definitions.map((crd) => register(apiextensions.v1.CustomResourceDefinition, crd));

    const mapping = register(core.v1.ConfigMap, statsdMapping(settings.namespace), [namespace]);
    const configMap = meshConfigMap(settings.namespace, this.meshConfig);
    const meshConfig = register(core.v1.ConfigMap, configMap, [namespace]);

    const custom = (object: IstioObject, ...dependencies: pulumi.Resource[]) => {
      const definition = this.crds.filter((_, index) => definitions[index]?.spec.names.kind === object.kind);
      return register(apiextensions.CustomResource, object, [namespace, ...definition, ...dependencies]);
    };
    const manifests = attributeManifests(settings.namespace).map((manifest) => custom(manifest));
    const { instances, handlers, rules } = telemetry(settings.namespace);
    const actions = [...instances, ...handlers].map((object) => custom(object, ...manifests));
    for (const rule of rules) custom(rule, ...actions);

    this.services = {
      mixer: register(core.v1.Service, mixerService(settings.namespace), [namespace]),
      pilot: register(core.v1.Service, pilotService(settings.namespace), [namespace]),
      ingress: register(core.v1.Service, ingressService(settings), [namespace]),
      egress: register(core.v1.Service, egressService(settings), [namespace]),
    };

    // No Deployment depends on its Service, because a Service becomes ready only after the Deployment's pods.
    const allowed = [namespace, ...accounts, ...bindings];
    register(apps.v1.Deployment, mixerDeployment(settings), [...allowed, mapping, ...this.crds]);
    register(apps.v1.Deployment, pilotDeployment(settings, checksum), [...allowed, meshConfig, ...this.crds]);
    register(apps.v1.Deployment, ingressDeployment(settings), allowed);
    register(apps.v1.Deployment, egressDeployment(settings), allowed);
    register(apps.v1.Deployment, caDeployment(settings), allowed);

    this.registerOutputs({ namespace: this.namespace, meshConfig: this.meshConfig });
  }
}
