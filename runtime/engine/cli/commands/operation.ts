import { availableParallelism } from "node:os";
import { CheckpointWriter } from "../../backend/checkpointWriter";
import { type GivenFlags, updateEnvironment } from "../../backend/history";
import type { HeldLock } from "../../backend/locks";
import type { SecretsManager } from "../../backend/secretsManager";
import { CheckpointSerializer } from "../../backend/serialize";
import { ORGANIZATION } from "../../backend/stackReference";
import { createDisplay, type DisplayOptions } from "../../display";
import type { EngineEvent, OperationKind, ResourceChanges } from "../../model/events";
import type {
  ConfigValue,
  OperationOptions,
  OperationRequest,
  OperationResult,
  SnapshotSink,
} from "../../model/operation";
import { neededByProtected } from "../../deploy/dependencyGraph";
import { prestartProgram } from "../../rpc/program";
import {
  type ConfigNode,
  configValueOf,
  isConfigMap,
  SecureValue,
  toStored,
} from "../../workspace/configValue";
import { autonamingOf } from "../../workspace/autonamingConfig";
import { problemOfConfig } from "../../workspace/configSchema";
import { findProjectFile, loadProject } from "../../workspace/project";
import { ExitCode, messageOf, SilentExit, UserError } from "../../workspace/userError";
import { type CommandContext, isTruthy, say } from "../context";
import type { Flags } from "../flags";
import { type Interrupts, watchInterrupts } from "../interrupts";
import { choose } from "../prompt";
import { type LoadedState, loadState } from "../loadState";
import { readerOfOtherStacks } from "../otherStacks";
import { checkFlags, isJson } from "../operationFlags";
import { secretsOf } from "../secrets";
import { displayName, effectiveConfig, noStackSelected, openStackFile, requireStack } from "../stackContext";
import { setFromFlags } from "./config";
import { removeStack, removeStackFile } from "./stacks";

/** Loads the engine; called while another thread derives the key. */
const loadEngine = (): typeof import("../../run/operation") =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  require("../../run/operation") as typeof import("../../run/operation");

/** What the runs of the engine share within one command. */
type Run = Awaited<ReturnType<typeof prepare>>;

/**
 * Runs `up`, `preview`, `destroy` or `refresh`: configuration, lock, state, preview, confirmation, operation, history.
 * @param given the flags that the user gave, for the history
 */
export async function operate(
  context: CommandContext,
  kind: OperationKind,
  flags: Flags,
  given: GivenFlags,
): Promise<void> {
  const yes = flags.yes || flags.skipPreview || isTruthy(context.env.PULUMI_SKIP_CONFIRMATIONS);
  const previewOnly = kind === "preview" || (flags.previewOnly ?? false);
  checkFlags(kind, flags, { previewOnly, mayAsk: yes || context.interactive });

  const run = await prepare(context, kind, flags);
  const { backend, reference } = run.stack;
  const lock = kind === "preview" ? undefined : await backend.lock(reference);
  const interrupts = watchInterrupts(context, () => lock?.release());
  try {
    const state = await loadState(context, run.stack, run.secrets);
    const kept = flags.excludeProtected ? neededByProtected(state.snapshot.resources).size : 0;
    if (kept > 0 && kept === state.snapshot.resources.length) {
      sayProtected(run, "There were no unprotected resources to destroy.", kept);
      return;
    }
    if (previewOnly) {
      checkExpectations(run, await runOne(run, state, interrupts, true), true);
      return;
    }
    if (!flags.skipPreview) {
      const events: EngineEvent[] = [];
      await runOne(run, state, interrupts, true, events);
      if (!yes) await confirm(run, events, interrupts.cancel);
    }
    const result = await runAndRecord(run, state, interrupts, given);
    checkExpectations(run, result, false);
    if (kept > 0) sayProtected(run, "All unprotected resources were destroyed.", kept);
    else if (kind === "destroy") await afterDestroy(run, lock!);
    if (flags.suppressPermalink === "false" && !isJson(flags))
      say(context, `Permalink: ${backend.urlOf(backend.layout.state(reference))}`);
  } finally {
    interrupts.stop();
    lock?.release();
  }
}

/** Finds the stack and decrypts its configuration. Derives the key while the engine is loaded. */
async function prepare(context: CommandContext, kind: OperationKind, flags: Flags) {
  // The official `destroy` looks for the stack first.
  if (kind === "destroy" && !flags.stack && !context.env.PULUMI_STACK && !findProjectFile(context.cwd))
    throw noStackSelected({});
  const project = loadProject(context.cwd);
  const stack = await requireStack(context, flags.stack, { create: kind !== "destroy" });
  const file = openStackFile(context, stack, flags.configFile);
  if (flags.config?.length) {
    setFromFlags(file, project.name, flags.config, flags.configPath ?? false);
    await file.save();
  }
  if (runsProgram(kind)) prestartProgram(project); // Its start takes longest.
  // Reports a broken state before it asks for a passphrase.
  const checkpoint = await stack.backend.read(stack.reference);
  const opening = secretsOf(context, file, checkpoint).catch((error: unknown) => {
    throw new UserError(`getting stack configuration: get stack secrets manager: ${messageOf(error)}`);
  });
  opening.catch(() => undefined); // Awaited below; the engine is loaded first.
  const { runOperation } = loadEngine();
  const secrets = await opening;
  const nodes = effectiveConfig(file, project);
  const config = decryptConfig(nodes, secrets);
  await file.save();
  const { stack: stackName } = stack.reference;
  const problem = flags.skipConfigValidation
    ? undefined
    : problemOfConfig(project.schema, project.name, stackName, config);
  if (problem !== undefined) throw new UserError(`validating stack config: ${problem}`);
  const autonaming = runsProgram(kind)
    ? autonamingOf({
        organization: ORGANIZATION,
        project: project.name,
        stack: stackName,
        config: nodes,
        decrypt: (ciphertext) => secrets.crypter.decrypt(ciphertext),
      })
    : undefined;
  return { context, flags, kind, stack, project, nodes, config, secrets, autonaming, runOperation };
}

const runsProgram = (kind: OperationKind): boolean => kind === "update" || kind === "preview";

function decryptConfig(nodes: Map<string, ConfigNode>, secrets: SecretsManager): Record<string, ConfigValue> {
  const result: Record<string, ConfigValue> = {};
  for (const [key, node] of nodes) {
    try {
      result[key] = configValueOf(key, node, (ciphertext) => secrets.crypter.decrypt(ciphertext));
    } catch (error) {
      throw new UserError(`getting stack configuration: ${messageOf(error)}`);
    }
  }
  return result;
}

/**
 * Runs the engine once, with its display.
 * @throws UserError or SilentExit when the run failed or was cancelled
 */
async function runOne(
  run: Run,
  state: LoadedState,
  interrupts: Interrupts,
  preview: boolean,
  events?: EngineEvent[],
  sink: SnapshotSink = DISCARD,
): Promise<OperationResult> {
  const display = createDisplay(displayOptions(run, preview));
  const result = await run
    .runOperation({
      ...kindOf(run, preview),
      project: run.project,
      stack: run.stack.reference.stack,
      organization: ORGANIZATION,
      config: run.config,
      snapshot: state.snapshot,
      sink,
      stackOutputs: readerOfOtherStacks(run.context, run.stack),
      events: (event) => {
        events?.push(event);
        display.sink(event);
      },
      options: operationOptions(run),
      cancel: interrupts.cancel,
      terminate: interrupts.terminate,
    })
    .finally(() => display.finish());
  if (result.cancelled) throw new UserError(`${run.kind} cancelled`, ExitCode.cancelled);
  if (result.failed) throw new SilentExit(ExitCode.error);
  return result;
}

const DISCARD: SnapshotSink = { save: () => Promise.resolve() };

/** The operation, or its preview. */
const kindOf = ({ kind }: Run, preview: boolean): Pick<OperationRequest, "kind" | "previewOf"> =>
  preview && kind !== "preview" ? { kind: "preview", previewOf: kind } : { kind };

const DEFAULT_PARALLEL = Math.max(16, 4 * availableParallelism());

function operationOptions({ context, flags, autonaming }: Run): OperationOptions {
  const both = flags.targetReplace ?? [];
  return {
    parallel: flags.parallel ?? DEFAULT_PARALLEL,
    targets: [...(flags.target ?? []), ...both],
    targetDependents: flags.targetDependents ?? false,
    replace: [...(flags.replace ?? []), ...both],
    refresh: flags.refresh ?? false,
    continueOnError: flags.continueOnError ?? isTruthy(context.env.PULUMI_CONTINUE_ON_ERROR),
    excludeProtected: flags.excludeProtected ?? false,
    ...(autonaming ? { autonaming } : {}),
  };
}

function displayOptions(run: Run, preview: boolean): DisplayOptions {
  const { context, flags, stack, project } = run;
  const { stdout, stderr } = context;
  return {
    ...kindOf(run, preview),
    stack: displayName(context, stack, stack.reference),
    project: project.name,
    mode: flags.json ? "json" : flags.output === "json" ? "summary" : flags.diff ? "diff" : "progress",
    interactive: context.interactive,
    color: context.color,
    get columns() {
      return stdout.columns ?? 80;
    },
    get rows() {
      return stdout.rows ?? 24;
    },
    showSames: flags.showSames ?? false,
    suppressOutputs: flags.suppressOutputs ?? false,
    suppressProgress: flags.suppressProgress ?? false,
    showSecrets: flags.showSecrets ?? false,
    write: (text) => void stdout.write(text),
    writeError: (text) => void stderr.write(text),
  };
}

/**
 * Asks whether to perform the previewed operation.
 * @throws SilentExit when the user declines; UserError when an interrupt cancels the question
 */
async function confirm(run: Run, events: EngineEvent[], cancel: AbortSignal): Promise<void> {
  const { context, kind } = run;
  const question =
    `Do you want to perform this ${kind}?` +
    (kind === "refresh"
      ? "\nNo resources will be modified as part of this refresh; just your stack's state will be."
      : "");
  for (;;) {
    const answer = await choose(context, question, ["yes", "no", "details"], "no", cancel);
    if (answer === "yes") return;
    if (answer === "no") {
      say(context, `confirmation declined, not proceeding with the ${kind}`);
      throw new SilentExit(ExitCode.error);
    }
    const details = createDisplay({ ...displayOptions(run, true), mode: "diff" });
    for (const event of events) details.sink(event);
    details.finish();
  }
}

/** Runs the operation, saves every step, and adds the operation to the history even if it fails. */
async function runAndRecord(
  run: Run,
  state: LoadedState,
  interrupts: Interrupts,
  given: GivenFlags,
): Promise<OperationResult> {
  const { context, stack, kind, secrets } = run;
  const { backend, reference } = stack;
  const writer = new CheckpointWriter(backend, reference, new CheckpointSerializer(secrets, state.cache), {
    features: state.features,
    checkIntegrity: context.checkIntegrity,
  });
  const startTime = Math.floor(Date.now() / 1000);
  let changes: ResourceChanges = {};
  let succeeded = false;
  try {
    const result = await runOne(run, state, interrupts, false, undefined, writer);
    ({ changes } = result);
    succeeded = true;
    return result;
  } finally {
    await writer.close();
    await backend.addToHistory(reference, {
      kind: kind as "update",
      startTime,
      message: run.flags.message ?? "",
      environment: updateEnvironment(
        context.env,
        given,
        kind === "update" ? run.project.runtime.name : undefined,
      ),
      config: Object.fromEntries([...run.nodes].map(([key, node]) => [key, historyConfig(node)])),
      result: succeeded ? "succeeded" : "failed",
      endTime: Math.floor(Date.now() / 1000),
      resourceChanges: changes,
    });
  }
}

/** A configuration value in the format of the history: text, encrypted text or object. */
const historyConfig = (node: ConfigNode): unknown =>
  node instanceof SecureValue || Array.isArray(node) || isConfigMap(node) || node === null
    ? toStored(node)
    : String(node);

/** Operations that change nothing. */
const UNCHANGING = new Set(["same", "read", "read-replacement", "refresh"]);

const hasChanges = (changes: ResourceChanges): boolean =>
  Object.entries(changes).some(([op, count]) => count > 0 && !UNCHANGING.has(op));

function checkExpectations({ kind, flags }: Run, { changes }: OperationResult, preview: boolean): void {
  if (flags.expectNoChanges && hasChanges(changes))
    throw new UserError(
      `no changes were expected for ${preview ? "preview" : kind} but changes were proposed`,
      ExitCode.noChanges,
    );
}

/** Prints how many resources `destroy --exclude-protected` keeps. */
function sayProtected({ context, flags }: Run, what: string, kept: number): void {
  if (!isJson(flags))
    say(context, `${what} There are still ${kept} protected resources associated with this stack.`);
}

/** Prints the outcome of `destroy`, and removes the stack with `--remove`. */
async function afterDestroy(run: Run, lock: HeldLock): Promise<void> {
  const { context, flags, stack } = run;
  const name = displayName(context, stack, stack.reference);
  if (flags.target?.length) return;
  if (!flags.remove) {
    if (!isJson(flags))
      say(
        context,
        "The resources in the stack have been deleted, but the history and configuration associated with the stack are " +
          `still maintained. \nIf you want to remove the stack completely, run \`pulumi stack rm ${name}\`.`,
      );
    return;
  }
  lock.release();
  await removeStack(stack, name, {});
  await removeStackFile(stack);
  if (!isJson(flags))
    say(context, "The resources in the stack have been deleted, and the history and configuration removed.");
}
