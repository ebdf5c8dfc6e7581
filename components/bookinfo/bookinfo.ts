import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Gateway, VirtualService } from "../routing";
import { productpage } from "./applications";
import { bookinfoObjects, type BookinfoArgs } from "./objects";

/** How Bookinfo is installed. */
export interface BookinfoComponentArgs extends BookinfoArgs {
  /** Whether the namespace is made. Default: if it is another than `default`. */
  createNamespace?: boolean;
}

/**
 * The Bookinfo sample: details, ratings, reviews and productpage, and the way in: an Ingress with the classic
 * generation, a Gateway and a VirtualService with the current one. Every object is registered under its own name. With
 * the classic generation it is equal in meaning to the sample's own files but for the named deviations.
 */
export class Bookinfo extends pulumi.ComponentResource {
  /** The Services, by name. */
  readonly services: Readonly<Record<string, k8s.core.v1.Service>>;
  /** The Deployments, by name. */
  readonly deployments: Readonly<Record<string, k8s.apps.v1.Deployment>>;
  /** The way in: the Ingress, or the Gateway and the VirtualService. */
  readonly wayIn: readonly pulumi.CustomResource[];
  /** The Service that the way in leads to. */
  readonly productpage: k8s.core.v1.Service;

  /**
   * @throws Error when the arguments contradict each other or an image's name cannot be parsed
   * @throws {InjectionParamsError} when the injection parameters are wrong
   */
  constructor(name: string, args: BookinfoComponentArgs = {}, opts: pulumi.ComponentResourceOptions = {}) {
    const objects = bookinfoObjects(args);
    super("meshstack:bookinfo:Bookinfo", name, {}, opts);

    const namespace = args.namespace ?? "default";
    const after: pulumi.CustomResourceOptions = { parent: this, dependsOn: opts.dependsOn };
    const made =
      (args.createNamespace ?? namespace !== "default")
        ? new k8s.core.v1.Namespace(namespace, { metadata: { name: namespace } }, after)
        : undefined;
    const inNamespace: pulumi.CustomResourceOptions = made ? { parent: this, dependsOn: made } : after;

    const accounts = objects.serviceAccounts.map(
      (object) => new k8s.core.v1.ServiceAccount(nameOf(object), object, inNamespace),
    );
    const afterAccounts = accounts.length > 0 ? { parent: this, dependsOn: accounts } : inNamespace;
    this.services = byName(
      objects.services,
      (object) => new k8s.core.v1.Service(nameOf(object), object, inNamespace),
    );
    this.deployments = byName(
      objects.deployments,
      (object) => new k8s.apps.v1.Deployment(nameOf(object), object, afterAccounts),
    );
    const { ingress, gateway, virtualService } = objects;
    this.wayIn = [
      ingress && new k8s.networking.v1.Ingress(nameOf(ingress), ingress, inNamespace),
      gateway && new Gateway(nameOf(gateway), gateway, inNamespace),
      virtualService && new VirtualService(nameOf(virtualService), virtualService, inNamespace),
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

function nameOf(object: { metadata?: unknown }): string {
  return (object.metadata as { name: string }).name;
}
