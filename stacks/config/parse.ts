import { crossChecks } from "./crossChecks";
import { ConfigError, problemsOf } from "./problems";
import { stackConfigSchema } from "./schema/stack";
import { buildsImages, type ParsedConfig, type StackConfig } from "./stackConfig";

/**
 * Parses and checks the configuration of a stack file.
 * @param raw the keys without their prefix, with values as in YAML or JSON
 * @throws ConfigError that lists all problems
 */
export function parseStackConfig(raw: Record<string, unknown>): StackConfig {
  const result = stackConfigSchema.safeParse(raw);
  if (!result.success) throw new ConfigError(problemsOf(result.error.issues, raw, stackConfigSchema));
  const config = withDependentDefaults(result.data);
  const problems = crossChecks(config);
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** Adds the defaults that depend on the cluster or the mesh. */
function withDependentDefaults(parsed: ParsedConfig): StackConfig {
  const { grafana, dashboards, servicegraph } = parsed.addons;
  const addons = {
    ...parsed.addons,
    grafana: { ...grafana, enabled: grafana.enabled ?? !buildsImages(parsed) },
    dashboards: {
      ...dashboards,
      enabled: dashboards.enabled ?? (buildsImages(parsed) && grafana.enabled !== true),
    },
    servicegraph: {
      ...servicegraph,
      enabled: servicegraph.enabled ?? parsed.mesh.generation === "classic",
    },
  } as StackConfig["addons"];
  const tracing = parsed.mesh.tracing ?? addons.zipkin.enabled;
  return { ...parsed, addons, mesh: { ...parsed.mesh, tracing } };
}
