import { classicInjector, type InjectionParams } from "./classic";
import { currentInjector, type CurrentInjectionParams } from "./current";
import type { Lift } from "./lift";
import type { Mapping } from "./objects";
import type { Workload } from "./workloads";

/**
 * Gives one workload its sidecar; returns the object itself where it gets none.
 * @param type the workload's type, which the object itself may leave out
 */
export type WorkloadInjector = (
  lift: Lift,
  object: Mapping,
  workload: Workload,
  type: { apiVersion: string; kind: string },
) => Mapping;

/** How sidecars are injected: of which generation of Istio (default `classic`), with that generation's parameters. */
export type SidecarParams =
  ({ generation?: "classic" } & InjectionParams) | ({ generation: "current" } & CurrentInjectionParams);

/**
 * The injector that the parameters ask for.
 * @throws {InjectionParamsError} with all problems at once, each with its field
 */
export function injectorOf(params: SidecarParams): WorkloadInjector {
  return params.generation === "current" ? currentInjector(params) : classicInjector(params);
}
