import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { readPulumiYaml } from "../../../lib/manifests/readManifests";
import type { Project } from "../model/operation";
import { type ConfigDeclaration, type ConfigSchema, problemOfSchema } from "./configSchema";
import { isMapping } from "../../../lib/mapping";
import { messageOf, UserError } from "./userError";

/** The names of project files, by precedence. */
const PROJECT_FILES = ["Pulumi.yaml", "Pulumi.yml"];

/** A project with the paths of its files. */
export interface LoadedProject extends Project {
  /** Absolute path of Pulumi.yaml. */
  file: string;
  /** Absolute path of the folder with the stack files: `stackConfigDir`, else the project's root. */
  stackFilesDir: string;
  /** The project's configuration for all stacks: each key, as written there, with its value or default. */
  defaults: Record<string, unknown>;
  /** The project's declarations of configuration, by key as written there. */
  schema: ConfigSchema;
}

/** Thrown when a command needs a project and finds none. */
export class ProjectNotFoundError extends UserError {
  constructor(from: string) {
    super(
      `no Pulumi.yaml project file found (searching upwards from ${from}). If you have not created a project yet, ` +
        "use `pulumi new` to do so: no project file found",
    );
  }
}

/** The project file in a folder or the nearest folder above it; undefined without one. */
export function findProjectFile(from: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    for (const name of PROJECT_FILES) {
      const file = join(folder, name);
      if (existsSync(file) && statSync(file).isFile()) return file;
    }
    if (dirname(folder) === folder) return undefined;
  }
}

/**
 * Reads the project of a folder.
 * @param from the folder where the upward search starts
 * @throws ProjectNotFoundError without a project file; UserError with file and field when it is invalid
 */
export function loadProject(from: string): LoadedProject {
  const file = findProjectFile(from);
  if (file === undefined) throw new ProjectNotFoundError(resolve(from));
  return parseProject(file, readFileSync(file, "utf8"));
}

/** Parses the text of a project file. */
export function parseProject(file: string, text: string): LoadedProject {
  const fail = (message: string): never => {
    throw new UserError(`could not load project: ${file}: ${message}`);
  };
  let raw: unknown;
  try {
    raw = readPulumiYaml(text, file);
  } catch (error) {
    throw new UserError(`could not load project: ${messageOf(error)}`);
  }
  if (!isMapping(raw))
    return fail(`expected a map with at least \`name\` and \`runtime\`, found ${describe(raw)}`);

  const name = raw.name;
  if (typeof name !== "string" || name === "")
    return fail(`\`name\` must be a non-empty string, found ${describe(name)}`);
  if (!/^[A-Za-z0-9_.-]{1,100}$/.test(name))
    fail(
      `\`name\` is ${JSON.stringify(name)}: expected up to 100 letters, digits, hyphens, ` +
        "underscores and periods",
    );
  const root = dirname(file);
  const main = optionalText(raw, "main", fail);
  const stackConfigDir = optionalText(raw, "stackConfigDir", fail);
  return {
    name,
    file,
    root,
    main: main === undefined ? root : isAbsolute(main) ? main : resolve(root, main),
    runtime: parseRuntime(raw.runtime, fail),
    plugins: parsePlugins(raw.plugins, root, fail),
    ...(stackConfigDir === undefined ? {} : { stackConfigDir }),
    stackFilesDir: stackConfigDir === undefined ? root : resolve(root, stackConfigDir),
    ...parseConfig(raw.config, name, fail),
  };
}

type Fail = (message: string) => never;

function parseRuntime(raw: unknown, fail: Fail): Project["runtime"] {
  if (typeof raw === "string" && raw !== "") return { name: raw, options: {} };
  if (!isMapping(raw))
    return fail(`\`runtime\` must be a name, or a map with \`name\` and \`options\`; found ${describe(raw)}`);
  if (typeof raw.name !== "string" || raw.name === "")
    return fail(`\`runtime.name\` must be a non-empty string, found ${describe(raw.name)}`);
  const options = raw.options ?? {};
  if (!isMapping(options)) return fail(`\`runtime.options\` must be a map, found ${describe(options)}`);
  return { name: raw.name, options };
}

function parsePlugins(raw: unknown, root: string, fail: Fail): Project["plugins"] {
  if (raw === undefined || raw === null) return [];
  if (!isMapping(raw)) return fail(`\`plugins\` must be a map, found ${describe(raw)}`);
  const providers = raw.providers ?? [];
  if (!Array.isArray(providers))
    return fail(`\`plugins.providers\` must be a list, found ${describe(providers)}`);
  return providers.map((entry: unknown, index) => {
    const where = `plugins.providers[${index}]`;
    if (!isMapping(entry))
      return fail(`\`${where}\` must be a map with \`name\` and \`path\`, found ${describe(entry)}`);
    if (typeof entry.name !== "string" || typeof entry.path !== "string")
      return fail(`\`${where}\` must contain the strings \`name\` and \`path\``);
    return {
      name: entry.name,
      path: resolve(root, entry.path),
      ...(typeof entry.version === "string" ? { version: entry.version } : {}),
    };
  });
}

/** Reads a project's `config:`. Each entry is a plain value, or a map with `value`, or with `type` and `default`. */
function parseConfig(raw: unknown, project: string, fail: Fail): Pick<LoadedProject, "defaults" | "schema"> {
  // An old meaning of `config` was the folder of the stack files.
  if (raw === undefined || raw === null || typeof raw === "string") return { defaults: {}, schema: {} };
  if (!isMapping(raw)) return fail(`\`config\` must be a map, found ${describe(raw)}`);
  const defaults: Record<string, unknown> = {};
  const schema: ConfigSchema = {};
  for (const [key, entry] of Object.entries(raw)) {
    const declared: Record<string, unknown> = isMapping(entry) ? entry : { value: entry };
    const value = declared.default ?? declared.value;
    if (value !== undefined) defaults[key] = value;
    schema[key] = declared as ConfigDeclaration;
  }
  const problem = problemOfSchema(schema, project);
  if (problem !== undefined) fail(problem);
  return { defaults, schema };
}

function optionalText(raw: Record<string, unknown>, key: string, fail: Fail): string | undefined {
  const value = raw[key];
  if (value === undefined || value === null || value === "") return undefined;
  return typeof value === "string" ? value : fail(`\`${key}\` must be a string, found ${describe(value)}`);
}

const describe = (value: unknown): string =>
  value === undefined
    ? "nothing"
    : Array.isArray(value)
      ? "a list"
      : isMapping(value)
        ? "a map"
        : JSON.stringify(value);
