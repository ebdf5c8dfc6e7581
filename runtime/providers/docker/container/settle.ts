import type Dockerode from "dockerode";
import { until } from "../../../../lib/until";
import type { Context } from "../context";
import { isNotFound } from "../../../../lib/clients/docker/apiError";
import { StatusLog } from "../../../protocol/statusLog";
import type { ContainerInputs } from "./inputs";
import { lastLines, readLogs } from "./logs";
import { nameOf } from "./outputs";

/** A container that ends within this time has failed to start. */
const GRACE_MS = 300;
/** The polling interval. */
const PAUSE = { firstMs: 20, maxMs: 500 };

/** The result of a container's start. */
export type Settled =
  | { kind: "live"; live: Dockerode.ContainerInspectInfo; logs?: string }
  /** It ended but should run. */
  | { kind: "ended"; reason: string }
  /** It runs but is not healthy. */
  | { kind: "unhealthy"; live: Dockerode.ContainerInspectInfo; reason: string };

/**
 * Waits until a started container reaches the state that the inputs require: running, healthy (`wait`) or ended
 * (`attach`).
 * @param mask hides secrets in the container's output
 */
export async function settle(
  context: Context,
  id: string,
  inputs: ContainerInputs,
  { urn, mask }: { urn: string; mask: (text: string) => string },
): Promise<Settled> {
  const log = new StatusLog(context.host, urn);
  const look = () => inspect(context, id);
  const end = async (live: Dockerode.ContainerInspectInfo | undefined): Promise<Settled> => ({
    kind: "ended",
    reason: live === undefined ? "it was removed" : await endOf(context, live, mask),
  });
  try {
    if (inputs.attach) return await untilEnded(context, look, inputs, log);
    if (inputs.mustRun === false) return { kind: "live", live: (await look())! };
    // With a restart policy the daemon starts an ended container again; without one the end is final.
    const settled = await until(
      async () => {
        const live = await look();
        return live?.State.Running && !live.State.Restarting ? undefined : { live };
      },
      { ...PAUSE, timeoutMs: GRACE_MS, signal: context.signal },
    );
    if (settled && !startsAgain(settled.live)) return await end(settled.live);
    return inputs.wait
      ? await untilHealthy(context, look, inputs, log, mask, end)
      : { kind: "live", live: (await look())! };
  } finally {
    log.clear();
  }
}

/** True for a container that the daemon will start again, even during a restart of the daemon. */
const startsAgain = (live: Dockerode.ContainerInspectInfo | undefined): boolean =>
  live !== undefined &&
  (live.State.Restarting || /^(always|unless-stopped)$/.test(live.HostConfig.RestartPolicy?.Name ?? ""));

type Look = () => Promise<Dockerode.ContainerInspectInfo | undefined>;

async function untilEnded(
  context: Context,
  look: Look,
  inputs: ContainerInputs,
  log: StatusLog,
): Promise<Settled> {
  log.status(`waiting for the container ${inputs.name} to end`);
  const ended = await until(
    async () => {
      const live = await look();
      if (!live) return { live };
      return live.State.Running || live.State.Status === "created" ? undefined : { live };
    },
    { ...PAUSE, timeoutMs: Infinity, signal: context.signal },
  );
  const live = ended?.live;
  if (!live) return { kind: "ended", reason: "it was removed" };
  if (!inputs.logs) return { kind: "live", live };
  const tty = live.Config.Tty;
  const logs = await context.daemon().run((client) => readLogs(client.getContainer(live.Id), { tty }));
  return { kind: "live", live, logs };
}

async function untilHealthy(
  context: Context,
  look: Look,
  inputs: ContainerInputs,
  log: StatusLog,
  mask: (text: string) => string,
  end: (live: Dockerode.ContainerInspectInfo | undefined) => Promise<Settled>,
): Promise<Settled> {
  const { waitTimeout = 60 } = inputs;
  let last: Dockerode.ContainerInspectInfo | undefined;
  const settled = await until(
    async (): Promise<"healthy" | "ended" | "no check" | undefined> => {
      last = await look();
      if (!last || (!last.State.Running && !startsAgain(last))) return "ended";
      const health = last.State.Health?.Status;
      if (health === undefined || health === "none") return last.State.Running ? "no check" : undefined;
      log.status(`waiting for the container ${inputs.name} to be healthy: it is ${health}`);
      return health === "healthy" ? "healthy" : undefined;
    },
    { ...PAUSE, timeoutMs: waitTimeout * 1000, signal: context.signal },
  );
  if (settled === "healthy") return { kind: "live", live: last! };
  if (settled === "ended") return end(last);
  if (settled === "no check") {
    const reason = "`wait` needs a healthcheck, and neither the resource nor its image has one";
    return { kind: "unhealthy", live: last!, reason };
  }
  const probe = last!.State.Health?.Log.at(-1);
  const probed = probe ? ` Its last check ended with ${probe.ExitCode}: ${mask(probe.Output.trim())}` : "";
  const lines = await linesOf(context, last!, mask);
  return {
    kind: "unhealthy",
    live: last!,
    reason: `it is not healthy after ${waitTimeout} s (waitTimeout).${probed}${lines}`,
  };
}

/** How a container ended: its exit code, the daemon's error and the last log lines. */
async function endOf(
  context: Context,
  live: Dockerode.ContainerInspectInfo,
  mask: (text: string) => string,
): Promise<string> {
  const { ExitCode: code, OOMKilled: oom, Error: error } = live.State;
  const why = [oom ? "it used more than its memory" : "", error ?? ""].filter(Boolean).join("; ");
  return `it ended with exit code ${code}${why === "" ? "" : ` (${why})`}.${await linesOf(context, live, mask)}`;
}

async function linesOf(
  context: Context,
  live: Dockerode.ContainerInspectInfo,
  mask: (text: string) => string,
): Promise<string> {
  const lines = await context
    .daemon()
    .run((client) => lastLines(client.getContainer(live.Id), live.Config.Tty));
  return lines === "" ? ` ${nameOf(live)} has written nothing` : ` Its last log lines:\n${mask(lines)}`;
}

/** @returns undefined when it does not exist */
export function inspect(context: Context, id: string): Promise<Dockerode.ContainerInspectInfo | undefined> {
  return context.daemon().run(async (client) => {
    try {
      return await client.getContainer(id).inspect();
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  });
}
