import type { ExistingClusterConfig } from "./config";

/** What the cluster requires before anything is created: no name conflicts, and all permissions. */
export const preflightRequirements = ({ requirements }: ExistingClusterConfig) => ({
  ...requirements,
  for: "the environment",
});
