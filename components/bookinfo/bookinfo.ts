import type { apps, core } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { ObjectsComponent } from "../register";
import { productpage } from "./applications";
import type { BookinfoArgs } from "./config";
import { planBookinfo } from "./plan";

/**
 * The Bookinfo sample: details, ratings, reviews and productpage, and the entrypoint: an Ingress with a classic mesh, a
 * Gateway and a VirtualService with a current one. Every object is registered under its own name. With a classic mesh
 * the objects equal those of the release except for the deviations in `docs/deviations.md`.
 */
export class Bookinfo extends ObjectsComponent {
  /** The Services, by name. */
  readonly services: Readonly<Record<string, core.v1.Service>>;
  /** The Deployments, by name. */
  readonly deployments: Readonly<Record<string, apps.v1.Deployment>>;
  /** The entrypoint: the Ingress, or the Gateway and the VirtualService. */
  readonly entrypoint: readonly pulumi.CustomResource[];
  /** The Service to which the entrypoint routes. */
  readonly productpage: core.v1.Service;

  /**
   * @throws ArgumentsError when an argument is wrong, or arguments contradict each other
   * @throws Error when an image's name cannot be parsed
   * @throws {InjectionParamsError} when the injection parameters are wrong
   */
  constructor(name: string, args: BookinfoArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const planned = planBookinfo(name, args);
    super(planned, opts);
    this.services = this.resourcesOf<Record<string, core.v1.Service>>(planned.services);
    this.deployments = this.resourcesOf<Record<string, apps.v1.Deployment>>(planned.deployments);
    this.entrypoint = planned.entrypoint.map((object) => this.resourceOf(object));
    this.productpage = this.services[productpage.name]!;
  }
}
