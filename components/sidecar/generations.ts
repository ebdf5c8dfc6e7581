import { classicInjector, type InjectionParams } from "./classic";
import type { Lift } from "./lift";
import type { Mapping } from "./objects";
import type { Workload } from "./workloads";

/** Gives one workload its sidecar; returns the object itself where it gets none. */
export type WorkloadInjector = (lift: Lift, object: Mapping, workload: Workload) => Mapping;

/** How sidecars are injected: by which generation of Istio, and that generation's own parameters. */
export type SidecarParams = { generation?: "classic" } & InjectionParams;

/**
 * The injector that the parameters ask for.
 * @throws {InjectionParamsError} with all problems at once, each with its field
 */
export function injectorOf(params: SidecarParams): WorkloadInjector {
  return classicInjector(params);
}
