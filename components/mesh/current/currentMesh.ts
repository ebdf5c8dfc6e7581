import type { apps } from "@pulumi/kubernetes";
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { MeshComponent } from "../meshComponent";
import type { CurrentMeshConfig } from "./meshConfig";
import { type CurrentMeshPlanArgs, type CurrentServiceName, planCurrentMesh } from "./objects";

/**
 * The control plane of Istio 1.31: istiod and the ingress gateway, with everything that they require, and the policies of
 * TLS and tracing for the whole mesh. Each object is registered under its own name. They equal those of Istio's charts
 * except for the deviations in `docs/deviations.md`.
 */
export class CurrentMesh extends MeshComponent<CurrentMeshConfig, CurrentServiceName> {
  /**
   * istiod's Deployment, which pods with a proxy must depend on: istiod writes the mesh's root certificate into their
   * namespace, and the kubelet waits longer and longer between its attempts to mount it.
   */
  readonly istiod: apps.v1.Deployment;

  /** @throws ArgumentsError when an argument is wrong; Error when an image's name cannot be parsed */
  constructor(name: string, args: CurrentMeshPlanArgs = {}, opts?: ComponentResourceOptions) {
    const planned = planCurrentMesh(name, args);
    super(planned, opts);
    this.istiod = this.resourceOf<apps.v1.Deployment>(planned.istiod);
  }
}
