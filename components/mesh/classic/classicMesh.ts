import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { MeshComponent } from "../meshComponent";
import type { MeshConfigInput } from "../meshConfig";
import type { ClassicMeshArgs } from "./config";
import { type ClassicServiceName, planClassicMesh } from "./objects";

/**
 * The control plane of Istio 0.2: Pilot, Mixer, CA, ingress and egress, with everything that they require. Each object is
 * registered under its own name. They equal those of the release except for the deviations in `docs/deviations.md`.
 */
export class ClassicMesh extends MeshComponent<MeshConfigInput, ClassicServiceName> {
  /**
   * @throws ArgumentsError when an argument is wrong
   * @throws Error when an image's name cannot be parsed
   */
  constructor(name: string, args: ClassicMeshArgs = {}, opts?: ComponentResourceOptions) {
    super(planClassicMesh(name, args), opts);
  }
}
