import type * as pulumi from "@pulumi/pulumi";
import { injectorOf, type SidecarParams } from "./injectors";
import { injectThrough } from "./inject";
import { outputLift } from "./outputLift";

/**
 * Returns a transform that injects a sidecar into every Kubernetes workload registered under a stack or
 * component; other resources stay unchanged. Known inputs stay known.
 * @throws {InjectionParamsError} if the parameters are invalid
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

/** Splits a type token of the Kubernetes provider, such as `kubernetes:apps/v1:Deployment`. */
function objectType(type: string): { apiVersion: string; kind: string } | undefined {
  const match = /^kubernetes:([^:]+):([^:]+)$/.exec(type);
  if (!match) return undefined;
  return { apiVersion: match[1]!.replace(/^core\//, ""), kind: match[2]! };
}
