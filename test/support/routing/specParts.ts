import type { CurrentSpecs } from "../../../components/routing/kinds";
import { validateSpec } from "../../../components/routing/validate";

/** The paths of the problems of a spec of any shape. */
export function problemPaths<Kind extends keyof CurrentSpecs>(kind: Kind, spec: unknown): string[] {
  return validateSpec<keyof CurrentSpecs>(kind, spec as CurrentSpecs[Kind]).map(({ path }) => path);
}

export const route = [{ destination: { host: "reviews", subset: "v1" } }];

/** A VirtualService with one HTTP route. */
export const service = (http: object): unknown => ({ hosts: ["reviews"], http: [{ route, ...http }] });

/** A DestinationRule with a traffic policy. */
export const rule = (trafficPolicy: object): unknown => ({ host: "reviews", trafficPolicy });
