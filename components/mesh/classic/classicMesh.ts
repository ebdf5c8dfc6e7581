import type { apiextensions, core } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { ObjectsComponent } from "../../register";
import type { MeshConfigInput } from "../meshConfig";
import type { ClassicMeshArgs } from "./config";
import { planClassicMesh } from "./objects";

/** The Services of the control plane. */
interface ClassicMeshServices {
  mixer: core.v1.Service;
  pilot: core.v1.Service;
  ingress: core.v1.Service;
  egress: core.v1.Service;
}

/**
 * The control plane of Istio 0.2: Pilot, Mixer, CA, ingress and egress, with everything that they require. Each object is
 * registered under its own name. They equal those of the release except for the deviations in `docs/deviations.md`.
 */
export class ClassicMesh extends ObjectsComponent {
  /** The control plane's namespace; known once it exists. */
  readonly namespace: pulumi.Output<string>;
  /** The mesh configuration that Pilot and the injector read. */
  readonly meshConfig: MeshConfigInput;
  /** The definitions of Istio's custom resources, on which custom objects depend. */
  readonly crds: apiextensions.v1.CustomResourceDefinition[];
  readonly services: ClassicMeshServices;

  /**
   * @throws ArgumentsError when an argument is wrong
   * @throws Error when an image's name cannot be parsed
   */
  constructor(name: string, args: ClassicMeshArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const planned = planClassicMesh(name, args);
    super(planned, opts);
    this.namespace = this.resourceOf<core.v1.Namespace>(planned.namespace).metadata.name;
    this.meshConfig = planned.meshConfig;
    this.crds = planned.crds.map((crd) => this.resourceOf<apiextensions.v1.CustomResourceDefinition>(crd));
    this.services = this.resourcesOf<ClassicMeshServices>(planned.services);
  }
}
