import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { isAbsolute } from "node:path";
import { promisify } from "node:util";
import type { InputsOf, OutputsOf } from "../framework/sdk/definition";
import { type Context, NotReadyError, type ResourceType } from "../framework/resourceType";
import { isAlive, type ProcessIdentity, sameProcess } from "../../../lib/processIdentity";
import { launch, type ProcessRecord, readRecord } from "./process/launch";
import { describeLog } from "../../../lib/logFile";
import { probeOnce } from "./process/readiness";
import { stop } from "./process/stop";
import { until } from "../../../lib/until";
import { process as definition } from "./sdk/process";

type Inputs = InputsOf<typeof definition>;
type Outputs = OutputsOf<typeof definition>;

export const process: ResourceType<typeof definition> = {
  ...definition,

  drift({ outputs }) {
    return { outputs: isAlive(outputs) ? [] : ["pid"] };
  },

  idOf: ({ pidFile }, context) => context.resolve(pidFile),

  find(news, context) {
    const [pidFile, logFile] = [context.resolve(news.pidFile), context.resolve(news.logFile)];
    const record = readRecord(pidFile);
    return record && isAlive(record) ? { ...record, pidFile, logFile } : undefined;
  },

  async create(news, context) {
    return ensure(undefined, news, news, context);
  },

  async read({ outputs }) {
    const { adopt } = decide([outputs, readRecord(outputs.pidFile)], isAlive, outputs.fingerprint);
    return adopt && { ...outputs, ...adopt };
  },

  async update({ inputs: olds, outputs }, news, context) {
    return ensure(outputs, olds, news, context);
  },

  async delete({ inputs, outputs }, context) {
    const { stop: running } = decide([outputs, readRecord(outputs.pidFile)], isAlive, undefined);
    for (const process of running) await stop(process, inputs);
    await cleanUp(inputs, context);
    rmSync(outputs.pidFile, { force: true });
  },
};

/** Ensures that exactly one process with the right command runs, and waits until it is ready. */
async function ensure(
  before: Outputs | undefined,
  olds: Inputs,
  news: Inputs,
  context: Context,
): Promise<Outputs> {
  const pidFile = context.resolve(news.pidFile);
  const logFile = context.resolve(news.logFile);
  const fingerprint = fingerprintOf(news, context);
  const candidates = [before, readRecord(pidFile), before && readRecord(before.pidFile)];
  const decision = decide(candidates, isAlive, fingerprint);
  for (const process of decision.stop) {
    context.status(`stopping the process ${process.pid}`);
    await stop(process, olds);
  }
  if (decision.adopt !== undefined) {
    const outputs: Outputs = { ...decision.adopt, logFile, pidFile };
    await ready(news, outputs, Promise.resolve("by itself"), context);
    return outputs;
  }
  context.status(`starting ${news.command}`);
  const { end, ...identity } = await launch({
    ...news,
    command: context.resolve(news.command),
    cwd: context.resolve(news.cwd),
    logFile,
    pidFile,
    fingerprint,
  });
  const outputs: Outputs = { ...identity, fingerprint, logFile, pidFile };
  await ready(news, outputs, end, context);
  return outputs;
}

/** How to get exactly one process with the right command. */
interface Decision {
  /** Running processes to stop first. */
  stop: ProcessIdentity[];
  /** The running process that matches; undefined: start one. */
  adopt: ProcessRecord | undefined;
}

/**
 * Decides from the process in the state and the one in the pid file. The two differ when a command was killed after it
 * started a process and before it saved the state.
 * @param wanted the fingerprint of the wanted process; undefined: none
 */
export function decide(
  candidates: readonly (ProcessRecord | undefined)[],
  isAlive: (identity: ProcessIdentity) => boolean,
  wanted: string | undefined,
): Decision {
  const alive: ProcessRecord[] = [];
  for (const candidate of candidates) {
    if (candidate === undefined || alive.some((other) => sameProcess(other, candidate))) continue;
    if (isAlive(candidate)) alive.push(candidate);
  }
  const adopt = alive.find((candidate) => candidate.fingerprint === wanted);
  return { adopt, stop: alive.filter((candidate) => candidate !== adopt) };
}

/** Waits until the probe succeeds. @throws when the process ends or is not ready in time */
async function ready(news: Inputs, outputs: Outputs, end: Promise<string>, context: Context): Promise<void> {
  const { readiness: probe } = news;
  const assertRunning = async (): Promise<void> => {
    if (isAlive(outputs)) return;
    rmSync(outputs.pidFile, { force: true });
    throw new Error(
      `the process ${news.command} ended ${await end} before it was ready. ${describeLog(outputs.logFile)}`,
    );
  };
  await assertRunning();
  if (probe === undefined) return;
  let failure: string | undefined;
  let shown: string | undefined;
  const ask = async (): Promise<true | undefined> => {
    failure = await probeOnce(probe, context.signal);
    await assertRunning();
    if (failure === undefined) return true;
    const reason = failure.split(":\n", 1)[0]!;
    if (reason !== shown) context.status(`waiting for ${probe.url}: ${reason}`);
    shown = reason;
    return undefined;
  };
  const timeoutMs = probe.timeoutSeconds * 1000;
  let isReady: true | undefined;
  try {
    isReady = await until(ask, { timeoutMs, signal: context.signal, firstMs: 25 });
  } catch (error) {
    if (!context.signal.aborted) throw error;
    throw new NotReadyError(`cancelled while waiting for ${probe.url}`, outputs);
  }
  if (isReady) return;
  throw new NotReadyError(
    `the process ${outputs.pid} (${news.command}) was not ready in ${probe.timeoutSeconds} s: ` +
      `${probe.url}: ${failure}. It runs on. ${describeLog(outputs.logFile)}`,
    outputs,
  );
}

/** @throws with the program's output when it fails; the next deletion runs it again */
async function cleanUp(inputs: Inputs, context: Context): Promise<void> {
  const command = context.resolve(inputs.command);
  const cwd = context.resolve(inputs.cwd);
  if (inputs.afterStop === undefined) return;
  // Where somebody deleted the program, or files that it reads, no cleanup is possible, but the rest must still be deleted.
  const required = [command, cwd, ...inputs.afterStop.filter((argument) => isAbsolute(argument))];
  if (!required.every((path) => existsSync(path))) return;
  const options = { cwd, timeout: inputs.graceSeconds * 1000 };
  try {
    await promisify(execFile)(command, inputs.afterStop, options);
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new Error(
      `${[command, ...inputs.afterStop].join(" ")} failed: ${stderr?.trim() || message}. Run destroy again.`,
    );
  }
}

/** A hash of what defines the process; equal hashes mean the same process. */
function fingerprintOf(news: Inputs, context: Context): string {
  const { args, env, restartOn } = news;
  const [command, cwd] = [context.resolve(news.command), context.resolve(news.cwd)];
  return createHash("sha256")
    .update(JSON.stringify([command, args, Object.entries(env).sort(), cwd, restartOn]))
    .digest("hex");
}
