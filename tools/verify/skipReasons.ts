import type { CheckContext } from "./check";
import type { AddonName } from "./environment";

/** Returns why a check must be skipped; undefined if a requirement is met. */
export type SkipReason = (context: CheckContext) => string | undefined;

/** Returns the first reason of several requirements. */
export const firstOf =
  (...reasons: SkipReason[]): SkipReason =>
  (context) => {
    for (const reason of reasons) {
      const found = reason(context);
      if (found !== undefined) return found;
    }
    return undefined;
  };

/** Requires nodes that run containers. */
export const runningPods: SkipReason = ({ nodes }) =>
  nodes === "simulated" ? "the nodes are simulated: no container runs" : undefined;

/** Requires the sample. */
export const bookinfo: SkipReason = ({ environment }) =>
  environment.bookinfo === undefined ? "the stack has no Bookinfo (bookinfo.enabled)" : undefined;

/** Requires the address of the product page. */
export const page: SkipReason = firstOf(runningPods, bookinfo, ({ environment }) =>
  environment.pages.productpage === undefined ? "the stack has no output productpage" : undefined,
);

/** Requires an addon. */
export const addon =
  (name: AddonName): SkipReason =>
  ({ environment }) =>
    environment.addons.some((each) => each.name === name)
      ? undefined
      : `the stack has no ${name} (addons.${name}.enabled)`;
