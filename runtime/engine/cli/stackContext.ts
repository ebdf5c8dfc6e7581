import { FileBackend, stackNotFound } from "../backend/fileBackend";
import { fullyQualifiedName, parseStackReference, type StackReference } from "../backend/stackReference";
import { emptySnapshot } from "../model/state";
import { fullKey } from "../workspace/configKeys";
import { type ConfigNode, nodeFrom } from "../workspace/configValue";
import { findProjectFile, type LoadedProject, loadProject, ProjectNotFoundError } from "../workspace/project";
import { StackFile, stackFilePath } from "../workspace/stackFile";
import { timestamp } from "../workspace/timestamp";
import { ExitCode, messageOf, UserError } from "../workspace/userError";
import { WorkspaceSettings } from "../workspace/workspace";
import { type CommandContext, isTruthy, say } from "./context";
import { ask, choose } from "./prompt";
import { secretsOf } from "./secrets";

/** The project and backend of a command. */
export interface Workplace {
  /** Undefined outside of a project. */
  project: LoadedProject | undefined;
  backend: FileBackend;
}

/** A stack that exists. */
export interface StackContext extends Workplace {
  reference: StackReference;
}

/**
 * Finds the project and backend. With `MESHSTACK_TAKE_OVER_LOCKS`, which `make` sets, commands take over the lock of a
 * process that has ended; without it the user runs `pulumi cancel`, as with the official CLI.
 */
export function openWorkplace(context: CommandContext): Workplace {
  const project = findProjectFile(context.cwd) === undefined ? undefined : loadProject(context.cwd);
  const backend = FileBackend.fromEnvironment(context.env, context.cwd);
  if (isTruthy(context.env.MESHSTACK_TAKE_OVER_LOCKS))
    backend.takeOverLocks = (notice) => void context.stderr.write(`warning: ${notice}\n`);
  return { project, backend };
}

/** The workspace settings of a project, which contain the selected stack. */
export const settingsOf = (context: CommandContext, project: LoadedProject): WorkspaceSettings =>
  new WorkspaceSettings(context.env, project.name, project.file);

/** The stack of `PULUMI_STACK`, else of `stack select`; undefined when none is selected or it no longer exists. */
export function currentStack(context: CommandContext, place: Workplace): StackReference | undefined {
  const name =
    context.env.PULUMI_STACK || (place.project && settingsOf(context, place.project).stack) || undefined;
  if (name === undefined) return undefined;
  const reference = parseStackReference(name, place.project?.name);
  return place.backend.exists(reference) ? reference : undefined;
}

interface RequireOptions {
  /** Creates a missing stack, if the user wants that. Default: a missing stack is an error. */
  create?: boolean;
}

/**
 * The stack that `--stack` names, else the selected one.
 * @throws UserError (exit code 6) when no stack is selected or the named one does not exist
 */
export async function requireStack(
  context: CommandContext,
  name: string | undefined,
  options: RequireOptions = {},
): Promise<StackContext> {
  const place = openWorkplace(context);
  if (name === undefined || name === "") return requireCurrentStack(context, place, options);
  const reference = parseStackReference(name, place.project?.name);
  if (place.backend.exists(reference)) return { ...place, reference };
  if (!options.create || !context.interactive) throw stackNotFound(name);
  say(context, `The stack '${name}' does not exist.\n`);
  await ask(
    context,
    "If you would like to create this stack now, please press <ENTER>, otherwise press ^C: ",
  );
  await createStack(context, place, reference);
  return { ...place, reference };
}

async function requireCurrentStack(
  context: CommandContext,
  place: Workplace,
  options: RequireOptions,
): Promise<StackContext> {
  const current = currentStack(context, place);
  if (current) return { ...place, reference: current };
  if (!place.project) throw new ProjectNotFoundError(context.cwd);
  if (!context.interactive) throw noStackSelected(options);
  return chooseStack(context, place, place.project, options);
}

/** The error of a command that requires a stack when none is selected. */
export function noStackSelected(options: RequireOptions): UserError {
  const how = options.create ? "`pulumi stack select` or `pulumi stack init`" : "`pulumi stack select`";
  return new UserError(`no stack selected; please use ${how} to choose one`);
}

const NEW_STACK = "<create a new stack>";

/** Asks the user for one of the project's stacks and selects it. */
export async function chooseStack(
  context: CommandContext,
  place: Workplace,
  project: LoadedProject,
  options: RequireOptions,
): Promise<StackContext> {
  const names = (await place.backend.list(project.name)).map((each) => each.stack);
  if (options.create) names.push(NEW_STACK);
  if (names.length === 0)
    throw new UserError("this command requires a stack, but there are none", ExitCode.stackNotFound);
  const chosen = await choose(context, "Please choose a stack:", names, names[0]!);
  if (chosen === NEW_STACK) {
    const name = await ask(context, "Please enter your desired stack name: ");
    const reference = parseStackReference(name, project.name);
    await createStack(context, place, reference);
    return { ...place, reference };
  }
  const reference = { project: project.name, stack: chosen };
  await settingsOf(context, project).select(fullyQualifiedName(reference));
  return { ...place, reference };
}

/**
 * Opens the stack's configuration file.
 * @param file its path (`--config-file`), default `Pulumi.STACK.yaml`
 * @throws UserError outside of a project
 */
export function openStackFile(
  context: CommandContext,
  stack: Pick<StackContext, "project" | "reference">,
  file?: string,
): StackFile {
  const project = stack.project ?? loadProject(context.cwd);
  return StackFile.load(file ?? stackFilePath(project.stackFilesDir, stack.reference.stack), project.name);
}

/** A stack's configuration: the values of its file and the project's defaults. */
export function effectiveConfig(file: StackFile, project: LoadedProject): Map<string, ConfigNode> {
  const config = file.config();
  for (const [key, value] of Object.entries(project.defaults)) {
    const full = fullKey(key, project.name);
    if (!config.has(full)) config.set(full, nodeFrom(value));
  }
  return config;
}

/** A stack's name in messages: short within its project. */
export const displayName = (context: CommandContext, place: Workplace, reference: StackReference): string =>
  place.project?.name === reference.project && !context.fullyQualifyStackNames
    ? reference.stack
    : fullyQualifiedName(reference);

/** Loads the serializer, which loads protobuf; most commands create no stack. */
const loadSerializer = (): typeof import("../backend/serialize") =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  require("../backend/serialize") as typeof import("../backend/serialize");

/**
 * Creates an empty stack: its state, and its file with the salt for secrets.
 * @throws UserError when the stack exists, its project is not the current one, or no passphrase is given
 */
export async function createStack(
  context: CommandContext,
  place: Workplace,
  reference: StackReference,
  select = true,
): Promise<void> {
  const project = place.project ?? loadProject(context.cwd);
  if (reference.project !== project.name)
    throw new UserError(`provided project name "${reference.project}" doesn't match Pulumi.yaml`);
  const checkAbsent = (): void => {
    if (place.backend.exists(reference))
      throw new UserError(`stack '${fullyQualifiedName(reference)}' already exists`);
  };
  checkAbsent();
  const file = openStackFile(context, { project, reference });
  const secrets = await secretsOf(context, file).catch((error: unknown) => {
    throw new UserError(`could not create secrets manager for new stack: ${messageOf(error)}`);
  });
  const lock = await place.backend.lock(reference);
  try {
    checkAbsent();
    const { CheckpointSerializer } = loadSerializer();
    const snapshot = { ...emptySnapshot(), manifest: { time: timestamp(), magic: "", version: "" } };
    const content = new CheckpointSerializer(secrets).checkpoint(fullyQualifiedName(reference), snapshot);
    await place.backend.write(reference, content);
  } finally {
    lock.release();
  }
  // As the official CLI, which keeps standard output for results.
  context.stderr.write(`Created stack '${reference.stack}'\n`);
  await file.save();
  if (select) await settingsOf(context, project).select(fullyQualifiedName(reference));
}
