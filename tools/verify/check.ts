import type { Cluster } from "./cluster";
import type { ControlPlane } from "./controlPlane";
import type { Environment } from "./environment";
import type { Kubectl } from "./kubectl";

/** What a check found. */
export interface Verdict {
  ok: boolean;
  /** What was found, a fact or a problem a line. */
  lines: string[];
}

/** What a check has to work with. */
export interface CheckContext {
  environment: Environment;
  controlPlane: ControlPlane;
  /** What runs the cluster's pods: with simulated nodes nothing does. */
  nodes: "simulated" | "real";
  cluster: Cluster;
  kubectl: Kubectl;
  /** Aborted when the user wants no more of it. What a check changed, it puts back all the same. */
  signal: AbortSignal;
  /**
   * Asks again and again until a verdict is good or the time is up, and gives the last one. An error counts as a bad
   * verdict.
   * @throws the signal's reason when it is aborted
   */
  eventually(ask: () => Promise<Verdict>): Promise<Verdict>;
}

/** One of the manual's checks. */
export interface Check {
  /** What `--only` calls it. */
  id: string;
  /** What it looks at, in one line. */
  title: string;
  /** Why it cannot be made here; undefined when it can. */
  needs(context: CheckContext): string | undefined | Promise<string | undefined>;
  /** @throws whatever went wrong, which counts as a bad verdict */
  run(context: CheckContext): Promise<Verdict>;
}

/** The verdict of a list of problems: good where there is none. */
export const verdictOf = (problems: readonly string[], facts: readonly string[]): Verdict =>
  problems.length === 0 ? { ok: true, lines: [...facts] } : { ok: false, lines: [...problems] };
