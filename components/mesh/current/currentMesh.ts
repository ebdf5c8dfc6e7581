import type { apiextensions, apps, core } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { ObjectsComponent } from "../../register";
import type { CurrentMeshConfig } from "./meshConfig";
import { planCurrentMesh, type CurrentMeshPlanArgs } from "./objects";

/** The Services of the control plane. */
interface CurrentMeshServices {
  istiod: core.v1.Service;
  ingress: core.v1.Service;
}

/**
 * The control plane of Istio 1.31: istiod and the ingress gateway, with everything that they require, and the policies of
 * TLS and tracing for the whole mesh. Each object is registered under its own name. They equal those of Istio's charts
 * except for the deviations in `docs/deviations.md`.
 */
export class CurrentMesh extends ObjectsComponent {
  /** The control plane's namespace; known once it exists. */
  readonly namespace: pulumi.Output<string>;
  /** The mesh configuration that istiod and the injector read. */
  readonly meshConfig: CurrentMeshConfig;
  /** The definitions of Istio's custom resources, on which custom objects depend. */
  readonly crds: apiextensions.v1.CustomResourceDefinition[];
  readonly services: CurrentMeshServices;
  /**
   * istiod's Deployment, which pods with a proxy must depend on: istiod writes the mesh's root certificate into their
   * namespace, and the kubelet waits longer and longer between its attempts to mount it.
   */
  readonly istiod: apps.v1.Deployment;

  /** @throws ArgumentsError when an argument is wrong; Error when an image's name cannot be parsed */
  constructor(name: string, args: CurrentMeshPlanArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const planned = planCurrentMesh(name, args);
    super(planned, opts);
    this.namespace = this.resourceOf<core.v1.Namespace>(planned.namespace).metadata.name;
    this.meshConfig = planned.meshConfig;
    this.crds = planned.crds.map((crd) => this.resourceOf<apiextensions.v1.CustomResourceDefinition>(crd));
    this.services = this.resourcesOf<CurrentMeshServices>(planned.services);
    this.istiod = this.resourceOf<apps.v1.Deployment>(planned.istiod);
  }
}
