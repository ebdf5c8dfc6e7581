import type * as pulumi from "@pulumi/pulumi";

type ResourceClass<Args, Resource> = new (
  name: string,
  args: Args,
  opts?: pulumi.CustomResourceOptions,
) => Resource;

/** The name of a Kubernetes object, which is a plain string in every object of this project. */
export function nameOf(object: { metadata?: unknown }): string {
  return (object.metadata as { name: string }).name;
}

/** Returns a function that registers Kubernetes objects under their own names, as children of a component. */
export function childrenOf(parent: pulumi.Resource) {
  return <Args extends { metadata?: unknown }, Resource>(
    kind: ResourceClass<Args, Resource>,
    object: Args,
    dependsOn?: pulumi.CustomResourceOptions["dependsOn"],
  ): Resource => new kind(nameOf(object), object, { parent, dependsOn });
}
