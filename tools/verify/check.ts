import type { Cluster } from "./cluster";
import type { ControlPlane } from "./controlPlane";
import type { Environment } from "./environment";
import type { Kubectl } from "./kubectl";

/** The result of a check. */
export interface Verdict {
  ok: boolean;
  /** Findings or problems, one per line. */
  lines: string[];
}

/** The tools and facts that checks use. */
export interface CheckContext {
  environment: Environment;
  controlPlane: ControlPlane;
  /** What runs the pods of the cluster; simulated nodes run no containers. */
  nodes: "simulated" | "real";
  cluster: Cluster;
  kubectl: Kubectl;
  /** Aborted when the user interrupts the command. A check still reverts its changes. */
  signal: AbortSignal;
  /**
   * Repeats a probe until its verdict is good or the time is up, and returns the last verdict. An error counts as a bad
   * verdict.
   * @throws the signal's reason when it is aborted
   */
  eventually(probe: () => Promise<Verdict>): Promise<Verdict>;
}

/** One check of `make verify`. */
export interface Check {
  /** The name for `--only`. */
  id: string;
  /** What is checked, in one line. */
  title: string;
  /** Returns the reason why the check does not apply to the stack; undefined if it applies. */
  skipReason(context: CheckContext): string | undefined | Promise<string | undefined>;
  /** An error that it throws counts as a bad verdict. */
  run(context: CheckContext): Promise<Verdict>;
}

/** Returns a good verdict with the findings if there are no problems, else a bad verdict with the problems. */
export const verdictOf = (problems: readonly string[], findings: readonly string[]): Verdict =>
  problems.length === 0 ? { ok: true, lines: [...findings] } : { ok: false, lines: [...problems] };
