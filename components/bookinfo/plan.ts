import { nameOf, ObjectPlan, type PlannedComponent, type PlannedObject } from "../objects";
import { type BookinfoArgs, bookinfoSettings } from "./config";
import { objectsOf } from "./objects";

/** The Bookinfo sample before it is registered. */
interface PlannedBookinfo extends PlannedComponent {
  /** Its namespace, if it creates it. */
  namespace?: PlannedObject;
  /** The Services, by name. */
  services: Readonly<Record<string, PlannedObject>>;
  /** The Deployments, by name. */
  deployments: Readonly<Record<string, PlannedObject>>;
  /** The entrypoint: the Ingress, or the Gateway and the VirtualService. */
  entrypoint: readonly PlannedObject[];
}

/**
 * The Bookinfo sample: details, ratings, reviews and productpage, and the entrypoint.
 * @throws ArgumentsError when an argument is wrong, or arguments contradict each other
 * @throws Error when an image's name cannot be parsed
 * @throws {InjectionParamsError} when the injection parameters are wrong
 */
export function planBookinfo(name: string, args: BookinfoArgs = {}): PlannedBookinfo {
  const settings = bookinfoSettings(args);
  const objects = objectsOf(settings);
  const plan = new ObjectPlan();
  const created = settings.createNamespace
    ? plan.add("Namespace", { metadata: { name: settings.namespace } })
    : undefined;
  const namespace = created ? [created] : [];
  const accounts = objects.serviceAccounts.map((object) => plan.add("ServiceAccount", object, namespace));
  const services = objects.services.map((object) => plan.add("Service", object, namespace));
  const beforePods = accounts.length > 0 ? accounts : namespace;
  const deployments = objects.deployments.map((object) => plan.add("Deployment", object, beforePods));
  const { ingress, gateway, virtualService } = objects;
  const entrypoint = [
    ingress && plan.add("Ingress", ingress, namespace),
    gateway && plan.addCustom(gateway, namespace),
    virtualService && plan.addCustom(virtualService, namespace),
  ].filter((object) => object !== undefined);
  return {
    type: "meshstack:bookinfo:Bookinfo",
    name,
    objects: plan.objects,
    objectsWait: true,
    namespace: created,
    services: byName(services),
    deployments: byName(deployments),
    entrypoint,
  };
}

const byName = (planned: readonly PlannedObject[]): Record<string, PlannedObject> =>
  Object.fromEntries(planned.map((each) => [nameOf(each.object), each]));
