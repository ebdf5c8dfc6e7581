import { addonNames, ADDONS, ZIPKIN } from "../../components/addons/table";
import { CLASSIC_VERSION, CURRENT_VERSION, type Mesh } from "../../components/meshes";
import { keysAt, listProblems, type Problem, problemsOf } from "../../lib/schemaProblems";
import { chooseMesh } from "./chooseMesh";
import { crossChecks } from "./crossChecks";
import { stackConfigSchemas } from "./schema";
import { buildsImages, type ParsedConfig, type StackConfig } from "./stackConfig";
import { releaseWarnings } from "./versions";

/** All problems in the configuration of a stack. Thrown before anything is created. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    const { count, lines } = listProblems(problems);
    super(
      `the stack's configuration has ${count}; nothing was created.\n${lines}\ndocs/configuration.md lists all keys with their defaults.`,
    );
    this.name = "ConfigError";
  }
}

/**
 * Parses and checks the configuration of a stack file.
 * @param given the keys without their prefix, with values as in YAML or JSON
 * @param warn receives each warning, such as one about a deprecated key. Default: none are reported.
 * @throws ConfigError that lists all problems
 */
export function parseStackConfig(
  given: Record<string, unknown>,
  warn: (warning: string) => void = () => {},
): StackConfig {
  const { istio, raw, warnings } = chooseMesh(given);
  const schema = stackConfigSchemas[istio];
  const result = schema.safeParse(raw);
  if (!result.success) {
    const problems = problemsOf(result.error.issues, raw, schema);
    throw new ConfigError(problems.map((problem) => withMeshOf(problem, istio, raw)));
  }
  const parsed = { ...result.data, mesh: { istio, ...result.data.mesh } } as ParsedConfig;
  const config = withDependentDefaults(parsed);
  const problems = crossChecks(config);
  if (problems.length > 0) throw new ConfigError(problems);
  [...warnings, ...releaseWarnings(config)].forEach(warn);
  return config;
}

/** Says which mesh has a key that this one does not have. */
function withMeshOf(problem: Problem, istio: Mesh, raw: Record<string, unknown>): Problem {
  const [other, version] =
    istio === "classic" ? (["current", CURRENT_VERSION] as const) : (["classic", CLASSIC_VERSION] as const);
  const path = problem.path.split(".");
  const isOthers =
    problem.unknownKey && keysAt(stackConfigSchemas[other], path.slice(0, -1), raw).includes(path.at(-1)!);
  return isOthers ? { ...problem, known: [], hint: `The key requires mesh.version: ${version}.` } : problem;
}

/** Adds the defaults that depend on the cluster or the mesh. */
function withDependentDefaults(parsed: ParsedConfig): StackConfig {
  const stack = { istio: parsed.mesh.istio, imagesBuiltHere: buildsImages(parsed) };
  const addons = Object.fromEntries(
    addonNames.map((name) => {
      const given = parsed.addons[name];
      const enabled = given.enabled ?? ADDONS[name].byDefault?.of(stack, parsed.addons);
      return [name, { ...given, enabled }];
    }),
  ) as StackConfig["addons"];
  const tracing = parsed.mesh.tracing ?? addons[ZIPKIN].enabled;
  return { ...parsed, addons, mesh: { ...parsed.mesh, tracing } };
}
