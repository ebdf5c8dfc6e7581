import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
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
import { type ClassicMeshArgs, classicMeshSettings } from "./settings";
import { telemetry } from "./telemetry";

/** The Services of the control plane. */
export interface ClassicMeshServices {
  mixer: k8s.core.v1.Service;
  pilot: k8s.core.v1.Service;
  ingress: k8s.core.v1.Service;
  egress: k8s.core.v1.Service;
}

/**
 * The control plane of Istio 0.2: Pilot, Mixer, CA, ingress and egress, with all that they need.
 *
 * What it makes is equal in meaning to the release's own installation but for the named deviations in
 * `test/golden/deviations/classic.ts`. Each object is registered under its own name, after what it needs: the
 * namespace, then accounts, roles and configuration, the definitions of custom resources before the custom
 * objects, Deployments last.
 */
export class ClassicMesh extends pulumi.ComponentResource {
  /** The control plane's namespace, once it is there. */
  readonly namespace: pulumi.Output<string>;
  /** The mesh configuration, as Pilot and the injector read it. */
  readonly meshConfig: MeshConfigInput;
  /** The definitions of Istio's custom resources: a custom object depends on them. */
  readonly crds: k8s.apiextensions.v1.CustomResourceDefinition[];
  /** The Services of the control plane. */
  readonly services: ClassicMeshServices;

  /**
   * @throws Error when an image's name cannot be parsed
   * @throws MeshConfigError when the mesh configuration is wrong
   */
  constructor(name: string, args: ClassicMeshArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:mesh:ClassicMesh", name, {}, opts);
    const settings = classicMeshSettings(args);
    const after = (...dependencies: pulumi.Resource[]) => ({ parent: this, dependsOn: dependencies });

    const namespace = new k8s.core.v1.Namespace(
      settings.namespace,
      { metadata: { name: settings.namespace } },
      { parent: this },
    );
    this.namespace = namespace.metadata.name;
    this.meshConfig = controlPlaneMeshConfig(settings);
    const checksum = meshConfigChecksum(this.meshConfig);

    const accounts = serviceAccounts(settings.namespace).map(
      (account) => new k8s.core.v1.ServiceAccount(nameOf(account), account, after(namespace)),
    );
    const roles = clusterRoles(settings.namespace).map(
      (role) => new k8s.rbac.v1.ClusterRole(nameOf(role), role, { parent: this }),
    );
    const bindings = clusterRoleBindings(settings.namespace).map(
      (binding) => new k8s.rbac.v1.ClusterRoleBinding(nameOf(binding), binding, after(...roles, ...accounts)),
    );
    const definitions = customResourceDefinitions();
    this.crds = definitions.map(
      (crd) => new k8s.apiextensions.v1.CustomResourceDefinition(crd.metadata.name, crd, { parent: this }),
    );

    const configMap = (map: k8s.types.input.core.v1.ConfigMap) =>
      new k8s.core.v1.ConfigMap(nameOf(map), map, after(namespace));
    const mapping = configMap(statsdMapping(settings.namespace));
    const meshConfig = configMap(meshConfigMap(settings.namespace, this.meshConfig));

    const custom = (object: IstioObject, ...dependencies: pulumi.Resource[]) => {
      const itsKind = this.crds.filter((_, index) => definitions[index]?.spec.names.kind === object.kind);
      return new k8s.apiextensions.CustomResource(
        object.metadata.name,
        object,
        after(namespace, ...itsKind, ...dependencies),
      );
    };
    const manifests = attributeManifests(settings.namespace).map((manifest) => custom(manifest));
    const { instances, handlers, rules } = telemetry(settings.namespace);
    const actions = [...instances, ...handlers].map((object) => custom(object, ...manifests));
    for (const rule of rules) custom(rule, ...actions);

    const service = (args: k8s.types.input.core.v1.Service) =>
      new k8s.core.v1.Service(nameOf(args), args, after(namespace));
    this.services = {
      mixer: service(mixerService(settings.namespace)),
      pilot: service(pilotService(settings.namespace)),
      ingress: service(ingressService(settings)),
      egress: service(egressService(settings)),
    };

    // A Deployment never depends on its Service: that is ready only when the Deployment's pods are.
    const allowed = [...accounts, ...bindings];
    const deployment = (args: k8s.types.input.apps.v1.Deployment, ...dependencies: pulumi.Resource[]) =>
      new k8s.apps.v1.Deployment(nameOf(args), args, after(namespace, ...allowed, ...dependencies));
    deployment(mixerDeployment(settings), mapping, ...this.crds);
    deployment(pilotDeployment(settings, checksum), meshConfig, ...this.crds);
    deployment(ingressDeployment(settings));
    deployment(egressDeployment(settings));
    deployment(caDeployment(settings));

    this.registerOutputs({ namespace: this.namespace, meshConfig: this.meshConfig });
  }
}

/** The object's own name, which is its resource's too. */
function nameOf(object: { metadata?: unknown }): string {
  return (object.metadata as { name: string }).name;
}
