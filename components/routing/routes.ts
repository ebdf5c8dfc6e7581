import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { ObjectsComponent } from "../register";
import { planRoutes, type RoutesArgs } from "./plan";

/**
 * The ready-made rules that a stack lists by name. Every object has its own logical name, so adding or removing a
 * rule affects only the objects of that rule.
 */
export class Routes extends ObjectsComponent {
  /** @throws Error before anything is registered if a name is unknown or the mesh does not support the rule */
  constructor(name: string, args: RoutesArgs, opts?: ComponentResourceOptions) {
    super(planRoutes(name, args), opts);
  }
}
