import type { AddonName } from "../../components/addons/table";
import type { Verdict } from "../../lib/checks/check";
import type { CheckContext } from "./check";

/** Returns why a check does not apply to the stack; undefined if a requirement is met. */
type SkipReason = (context: CheckContext) => string | undefined | Promise<string | undefined>;

/** Skips a check for the first requirement that is not met. Further requirements are not tested then. */
export const requires =
  (requirements: readonly SkipReason[], run: (context: CheckContext) => Promise<Verdict>) =>
  async (context: CheckContext): Promise<Verdict> => {
    for (const reason of requirements) {
      const skipped = await reason(context);
      if (skipped !== undefined) return { skipped };
    }
    return run(context);
  };

/** Requires nodes that run containers. */
export const runningPods: SkipReason = ({ nodes }) =>
  nodes === "simulated" ? "the nodes are simulated: no container runs" : undefined;

/** Requires the sample. */
export const bookinfo: SkipReason = ({ config }) =>
  config.bookinfo.enabled ? undefined : "the stack has no Bookinfo (bookinfo.enabled)";

const pageAddress: SkipReason = ({ pages }) =>
  pages.productpage === undefined ? "the stack has no output productpage" : undefined;

/** Require the product page. */
export const page: readonly SkipReason[] = [runningPods, bookinfo, pageAddress];

/** Requires an addon. */
export const addon =
  (name: AddonName): SkipReason =>
  ({ config }) =>
    config.addons[name].enabled ? undefined : `the stack has no ${name} (addons.${name}.enabled)`;
