import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { childrenOf, nameOf } from "../register";
import { Gateway, VirtualService } from "../routing";
import { productpage } from "./applications";
import type { BookinfoArgs } from "./config";
import { objectsOf } from "./objects";
import { bookinfoSettings } from "./settings";

/**
 * The Bookinfo sample: details, ratings, reviews and productpage, and the entrypoint: an Ingress with a classic mesh, a
 * Gateway and a VirtualService with a current one. Every object is registered under its own name. With a classic mesh
 * the objects equal those of the release except for the deviations in `docs/deviations.md`.
 */
export class Bookinfo extends pulumi.ComponentResource {
  /** The Services, by name. */
  readonly services: Readonly<Record<string, k8s.core.v1.Service>>;
  /** The Deployments, by name. */
  readonly deployments: Readonly<Record<string, k8s.apps.v1.Deployment>>;
  /** The entrypoint: the Ingress, or the Gateway and the VirtualService. */
  readonly entrypoint: readonly pulumi.CustomResource[];
  /** The Service to which the entrypoint routes. */
  readonly productpage: k8s.core.v1.Service;

  /**
   * @throws ArgumentsError when an argument is wrong, or arguments contradict each other
   * @throws Error when an image's name cannot be parsed
   * @throws {InjectionParamsError} when the injection parameters are wrong
   */
  constructor(name: string, args: BookinfoArgs = {}, opts: pulumi.ComponentResourceOptions = {}) {
    const settings = bookinfoSettings(args);
    const { namespace, createNamespace } = settings;
    const objects = objectsOf(settings);
    super("meshstack:bookinfo:Bookinfo", name, {}, opts);
    const register = childrenOf(this);

    const created = createNamespace
      ? register(k8s.core.v1.Namespace, { metadata: { name: namespace } }, opts.dependsOn)
      : undefined;
    const dependsOn = created ?? opts.dependsOn;

    const accounts = objects.serviceAccounts.map((object) =>
      register(k8s.core.v1.ServiceAccount, object, dependsOn),
    );
    this.services = byName(objects.services, (object) => register(k8s.core.v1.Service, object, dependsOn));
    this.deployments = byName(objects.deployments, (object) =>
      register(k8s.apps.v1.Deployment, object, accounts.length > 0 ? accounts : dependsOn),
    );
    const { ingress, gateway, virtualService } = objects;
    this.entrypoint = [
      ingress && register(k8s.networking.v1.Ingress, ingress, dependsOn),
      gateway && register(Gateway, gateway, dependsOn),
      virtualService && register(VirtualService, virtualService, dependsOn),
    ].filter((resource) => resource !== undefined);
    this.productpage = this.services[productpage.name]!;
    this.registerOutputs({});
  }
}

function byName<T extends { metadata?: unknown }, R>(
  objects: T[],
  register: (object: T) => R,
): Record<string, R> {
  return Object.fromEntries(objects.map((object) => [nameOf(object), register(object)]));
}
