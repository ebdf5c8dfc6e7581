import type { AddonName } from "./environment";
import type { CheckContext } from "./check";

/** Why a check cannot be made: each is a condition that several checks need. Undefined where it holds. */
export type Reason = (context: CheckContext) => string | undefined;

/** The first of the conditions that does not hold. */
export const firstOf =
  (...reasons: Reason[]): Reason =>
  (context) => {
    for (const reason of reasons) {
      const found = reason(context);
      if (found !== undefined) return found;
    }
    return undefined;
  };

/** Containers run. */
export const runningPods: Reason = ({ nodes }) =>
  nodes === "simulated" ? "the nodes are simulated: no container runs" : undefined;

/** The sample is installed. */
export const bookinfo: Reason = ({ environment }) =>
  environment.bookinfo === undefined ? "the stack has no Bookinfo (bookinfo.enabled)" : undefined;

/** The sample's page can be asked for from here. */
export const page: Reason = firstOf(runningPods, bookinfo, ({ environment }) =>
  environment.pages.productpage === undefined ? "the stack has no output productpage" : undefined,
);

/** An addon is installed. */
export const addon =
  (name: AddonName): Reason =>
  ({ environment }) =>
    environment.addons.some((each) => each.name === name)
      ? undefined
      : `the stack has no ${name} (addons.${name}.enabled)`;
