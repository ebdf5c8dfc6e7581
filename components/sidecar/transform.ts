import type * as pulumi from "@pulumi/pulumi";
import { injectorOf, type SidecarParams } from "./injectors";
import { injectThrough } from "./inject";
import { outputLift } from "./outputLift";

/**
 * A transform that gives a sidecar to every Kubernetes workload registered under it, for the `transforms` of a
 * stack or of a component; other resources stay as they are. Inputs that are known stay known.
 * @throws {InjectionParamsError} when the parameters are wrong
 */
export function sidecarTransform(params: SidecarParams = {}): pulumi.ResourceTransform {
  const injector = injectorOf(params);
  return ({ type, props, opts }) => {
    const object = objectType(type);
    if (!object) return undefined;
    const injected = injectThrough(outputLift, props, injector, object);
    return injected === props ? undefined : { props: injected as Record<string, unknown>, opts };
  };
}

/** The API version and kind of a resource of the Kubernetes provider: `kubernetes:apps/v1:Deployment`. */
function objectType(type: string): { apiVersion: string; kind: string } | undefined {
  const match = /^kubernetes:([^:]+):([^:]+)$/.exec(type);
  if (!match) return undefined;
  return { apiVersion: match[1]!.replace(/^core\//, ""), kind: match[2]! };
}
