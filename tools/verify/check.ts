import type { AddonName } from "../../components/addons/table";
import type * as checks from "../../lib/checks/check";
import { until } from "../../lib/until";
import type { StackConfig } from "../../stacks/config/stackConfig";
import type { Cluster } from "./cluster";
import type { ControlPlane } from "./controlPlane";
import type { Kubectl } from "./kubectl";

/** The tools and facts that checks use. */
export interface CheckContext {
  config: StackConfig;
  /** The URLs of pages by their names, such as `productpage` and `zipkin`. */
  pages: Readonly<Record<string, string>>;
  controlPlane: ControlPlane;
  /** What runs the pods of the cluster; simulated nodes run no containers. */
  nodes: "simulated" | "real";
  cluster: Cluster;
  kubectl: Kubectl;
  /** Aborted when the user interrupts the command. A check still reverts its changes. */
  signal: AbortSignal;
  /**
   * Repeats a probe until it finds no failure or the time is up, and returns the last verdict. An error of the probe is a
   * failure.
   * @throws the signal's reason when it is aborted
   */
  eventually(probe: () => Promise<checks.Verdict>): Promise<checks.Verdict>;
}

/** One check of `make verify`. */
export type Check = checks.Check<[context: CheckContext]>;

/** How to fix what was changed on the cluster since the stack was brought up. */
export const RESTORE =
  "Run make refresh and then make up with the same STACK, which restore what was changed or deleted. make kubectl ARGS='get events -A' shows why a pod is not ready.";

/** The maximum time between two probes, in milliseconds. */
const PAUSE = 1000;

/** {@link CheckContext.eventually} with this timeout. */
export const eventuallyWithin =
  (timeoutMs: number, signal: AbortSignal): CheckContext["eventually"] =>
  async (probe) => {
    let last: checks.Verdict = {};
    const passes = async (): Promise<true | undefined> => {
      try {
        last = await probe();
      } catch (error) {
        signal.throwIfAborted();
        last = { failures: [(error as Error).message] };
      }
      return isFine(last) ? true : undefined;
    };
    await until(passes, { timeoutMs, signal, maxMs: PAUSE });
    return last;
  };

/** Whether a check found no failure. */
export const isFine = ({ failures = [] }: checks.Verdict): boolean => failures.length === 0;

/** Returns why a check does not apply to the stack; undefined if a requirement is met. */
type SkipReason = (context: CheckContext) => string | undefined | Promise<string | undefined>;

/** Skips a check for the first requirement that is not met. Further requirements are not tested then. */
export const requires =
  (requirements: readonly SkipReason[], run: (context: CheckContext) => Promise<checks.Verdict>) =>
  async (context: CheckContext): Promise<checks.Verdict> => {
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
