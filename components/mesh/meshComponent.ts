import type { apiextensions, core } from "@pulumi/kubernetes";
import type { ComponentResourceOptions, Output } from "@pulumi/pulumi";
import type { PlannedComponent, PlannedObject } from "../objects";
import { ObjectsComponent } from "../register";

/** A control plane before it is registered. */
export interface PlannedMeshComponent<MeshConfig, ServiceName extends string> extends PlannedComponent {
  namespace: PlannedObject;
  /** The mesh configuration that the control plane and the injector read. */
  meshConfig: MeshConfig;
  /** The definitions of Istio's custom resources, on which custom objects depend. */
  crds: readonly PlannedObject[];
  services: Readonly<Record<ServiceName, PlannedObject>>;
}

/** A control plane. */
export class MeshComponent<MeshConfig, ServiceName extends string> extends ObjectsComponent {
  /** The control plane's namespace; known once it exists. */
  readonly namespace: Output<string>;
  /** The mesh configuration that the control plane and the injector read. */
  readonly meshConfig: MeshConfig;
  /** The definitions of Istio's custom resources, on which custom objects depend. */
  readonly crds: apiextensions.v1.CustomResourceDefinition[];
  /** The Services of the control plane. */
  readonly services: Record<ServiceName, core.v1.Service>;

  constructor(planned: PlannedMeshComponent<MeshConfig, ServiceName>, opts?: ComponentResourceOptions) {
    super(planned, opts);
    this.namespace = this.resourceOf<core.v1.Namespace>(planned.namespace).metadata.name;
    this.meshConfig = planned.meshConfig;
    this.crds = planned.crds.map((crd) => this.resourceOf<apiextensions.v1.CustomResourceDefinition>(crd));
    this.services = this.resourcesOf<Record<ServiceName, core.v1.Service>>(planned.services);
  }
}
