import { classicInjector } from "./classic/injectWorkload";
import type { InjectionParams } from "./classic/params";
import { currentInjector } from "./current/injectWorkload";
import type { CurrentInjectionParams } from "./current/params";
import type { WorkloadInjector } from "./workloads";

/** Injection parameters of the classic mesh (default) or of the current mesh. */
export type SidecarParams =
  ({ istio?: "classic" } & InjectionParams) | ({ istio: "current" } & CurrentInjectionParams);

/**
 * Returns the injector for the parameters.
 * @throws {InjectionParamsError} with all problems of the parameters
 */
export function injectorOf(params: SidecarParams): WorkloadInjector {
  return params.istio === "current" ? currentInjector(params) : classicInjector(params);
}
