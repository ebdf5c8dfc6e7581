import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { KubernetesObject, PlannedComponent, PlannedObject } from "./objects";

/** The resources of planned objects that are registered. */
export type RegisteredObjects = Map<PlannedObject, pulumi.CustomResource>;

/** A component that registers planned objects as its children. */
export class ObjectsComponent extends pulumi.ComponentResource {
  /**
   * @param registered the objects of components that this one may depend on; its own are added. Default: none
   */
  constructor(
    { type, aliasTypes = [], name, objects, objectsWait = false, outputs = {} }: PlannedComponent,
    opts: pulumi.ComponentResourceOptions = {},
    private readonly registered: RegisteredObjects = new Map(),
  ) {
    super(
      type,
      name,
      {},
      pulumi.mergeOptions(opts, { aliases: aliasTypes.map((alias) => ({ type: alias })) }),
    );
    for (const planned of objects) {
      const dependsOn =
        objectsWait && planned.dependsOn.length === 0
          ? opts.dependsOn
          : planned.dependsOn.map((needed) => registered.get(needed)!);
      const Class = classOf(planned.object);
      // A NodePort exists once in a cluster, and two control planes overwrite each other's root certificate, so that the
      // objects of a namespace must not outlive its change.
      const aliases = planned.aliasNames?.map((alias) => ({ name: alias }));
      const options = { parent: this, dependsOn, deleteBeforeReplace: true, aliases };
      registered.set(planned, new Class(planned.name, planned.object, options));
    }
    this.registerOutputs(outputs);
  }

  /** The resource of one of the objects. */
  protected resourceOf<Resource extends pulumi.CustomResource>(planned: PlannedObject): Resource {
    return this.registered.get(planned) as Resource;
  }

  /** The resources of some of the objects, by the same names. */
  protected resourcesOf<Resources>(planned: Readonly<Record<string, PlannedObject>>): Resources {
    const entries = Object.entries(planned);
    return Object.fromEntries(entries.map(([name, object]) => [name, this.resourceOf(object)])) as Resources;
  }
}

type ObjectClass = new (
  name: string,
  object: KubernetesObject,
  opts: pulumi.CustomResourceOptions,
) => pulumi.CustomResource;

/** The SDK's class of a kind, which knows the aliases of its type: `k8s.apps.v1.Deployment` for `apps/v1` `Deployment`. */
function classOf({ apiVersion, kind }: KubernetesObject): ObjectClass {
  const [group, version] = apiVersion.includes("/") ? apiVersion.split("/") : ["core", apiVersion];
  // Groups of custom resources have other domains.
  if (!/^[a-z]+(\..*k8s\.io)?$/.test(group!))
    return k8s.apiextensions.CustomResource as unknown as ObjectClass;
  type Kinds = Record<string, Record<string, Record<string, ObjectClass>>>;
  return (k8s as unknown as Kinds)[group!.split(".")[0]!]![version!]![kind]!;
}
