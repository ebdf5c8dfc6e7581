import type { z } from "zod";
import { crossChecks } from "./crossChecks";
import { ConfigError, problemsOf } from "./problems";
import { stackConfigSchema } from "./schema";

type Given = z.output<typeof stackConfigSchema>;
type Addons = { [Name in keyof Given["addons"]]: Given["addons"][Name] & { enabled: boolean } };

/** A stack's configuration, every default filled in. */
export type StackConfig = Given & { addons: Addons };

/** Whether a cluster's images are all built here: its nodes reach no registry. */
export const buildsImages = ({ cluster }: Pick<StackConfig, "cluster">): boolean =>
  cluster.driver === "embedded" && cluster.nodes === "real";

/**
 * The typed configuration from what a stack file says.
 * @param raw keys without their prefix, values as YAML or JSON has them
 * @throws ConfigError with every problem at once: the key's path, what was found, what is allowed
 */
export function parseStackConfig(raw: Record<string, unknown>): StackConfig {
  const result = stackConfigSchema.safeParse(raw);
  if (!result.success) throw new ConfigError(problemsOf(result.error.issues, raw, stackConfigSchema));
  const config = withAddonDefaults(result.data);
  const problems = crossChecks(config);
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** Those addons whose default depends on the rest of the configuration. */
function withAddonDefaults(given: Given): StackConfig {
  const { grafana, servicegraph } = given.addons;
  return {
    ...given,
    addons: {
      ...given.addons,
      grafana: { ...grafana, enabled: grafana.enabled ?? !buildsImages(given as StackConfig) },
      servicegraph: { ...servicegraph, enabled: servicegraph.enabled ?? given.mesh.generation === "classic" },
    } as Addons,
  };
}
