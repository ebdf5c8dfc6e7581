import type Dockerode from "dockerode";
import { ignoring } from "../../../../lib/clients/docker/apiError";
import { until } from "../../../../lib/until";
import { StatusLog } from "../../../protocol/statusLog";
import type { PropertyMap } from "../../../protocol/values";
import type { Context } from "../resourceType";
import type { ContainerInputs } from "./fields";
import { lastLines, readLogs } from "./logs";
import { containerOutputs, nameOf } from "./outputs";

/** A container that ends within this time has failed to start. */
const GRACE_MS = 300;
/** The polling interval. */
const PAUSE = { firstMs: 20, maxMs: 500 };

type Live = Dockerode.ContainerInspectInfo;

/** The result of a container's start. */
export type Settled =
  | { kind: "live"; outputs: PropertyMap }
  /** It ended but should run. */
  | { kind: "ended"; reason: string }
  /** It runs but is not healthy. */
  | { kind: "unhealthy"; outputs: PropertyMap; reason: string };

/** A started container. */
interface Started {
  context: Context;
  id: string;
  inputs: ContainerInputs;
  log: StatusLog;
  /** Hides secrets in the container's output. */
  mask: (text: string) => string;
}

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
  const started: Started = { context, id, inputs, log, mask };
  try {
    if (inputs.attach) return await untilEnded(started);
    if (inputs.mustRun === false) return await running(started);
    // With a restart policy the daemon starts an ended container again; without one the end is final.
    const settled = await until(
      async () => {
        const live = await inspect(context, id);
        return live?.State.Running && !live.State.Restarting ? undefined : { live };
      },
      { ...PAUSE, timeoutMs: GRACE_MS, signal: context.signal },
    );
    if (settled && !startsAgain(settled.live)) return await ended(started, settled.live);
    return inputs.wait ? await untilHealthy(started) : await running(started);
  } finally {
    log.clear();
  }
}

/** True for a container that the daemon will start again, even during a restart of the daemon. */
const startsAgain = (live: Live | undefined): boolean =>
  live !== undefined &&
  (live.State.Restarting || /^(always|unless-stopped)$/.test(live.HostConfig.RestartPolicy?.Name ?? ""));

/** A container with `rm` that has ended does not exist any more. */
async function running(started: Started): Promise<Settled> {
  const live = await inspect(started.context, started.id);
  return live ? { kind: "live", outputs: containerOutputs(live) } : ended(started, live);
}

async function untilEnded(started: Started): Promise<Settled> {
  const { context, id, inputs, log } = started;
  log.status(`waiting for the container ${inputs.name} to end`);
  const settled = await until(
    async () => {
      const live = await inspect(context, id);
      return live?.State.Running || live?.State.Status === "created" ? undefined : { live };
    },
    { ...PAUSE, timeoutMs: Infinity, signal: context.signal },
  );
  const live = settled?.live;
  if (!live) return ended(started, live);
  const outputs = containerOutputs(live);
  if (!inputs.logs) return { kind: "live", outputs };
  const tty = live.Config.Tty;
  const containerLogs = await context.daemon.run((client) => readLogs(client.getContainer(id), { tty }));
  return { kind: "live", outputs: { ...outputs, containerLogs } };
}

async function untilHealthy(started: Started): Promise<Settled> {
  const { context, id, inputs, log, mask } = started;
  const { waitTimeout = 60 } = inputs;
  let last: Live | undefined;
  const settled = await until(
    async (): Promise<"healthy" | "ended" | "no check" | undefined> => {
      last = await inspect(context, id);
      if (!last || (!last.State.Running && !startsAgain(last))) return "ended";
      const health = last.State.Health?.Status;
      if (health === undefined || health === "none") return last.State.Running ? "no check" : undefined;
      log.status(`waiting for the container ${inputs.name} to be healthy: it is ${health}`);
      return health === "healthy" ? "healthy" : undefined;
    },
    { ...PAUSE, timeoutMs: waitTimeout * 1000, signal: context.signal },
  );
  if (!last || settled === "ended") return ended(started, last);
  const outputs = containerOutputs(last);
  if (settled === "healthy") return { kind: "live", outputs };
  if (settled === "no check") {
    const reason = "`wait` needs a healthcheck, and neither the resource nor its image has one";
    return { kind: "unhealthy", outputs, reason };
  }
  const probe = last.State.Health?.Log.at(-1);
  const probed = probe ? ` Its last check ended with ${probe.ExitCode}: ${mask(probe.Output.trim())}` : "";
  const lines = await linesOf(started, last);
  const reason = `it is not healthy after ${waitTimeout} s (waitTimeout).${probed}${lines}`;
  return { kind: "unhealthy", outputs, reason };
}

/** How a container ended: its exit code, the daemon's error and the last log lines. */
async function ended(started: Started, live: Live | undefined): Promise<Settled> {
  if (live === undefined) return { kind: "ended", reason: "it was removed" };
  const { ExitCode: code, OOMKilled: oom, Error: error } = live.State;
  const why = [oom ? "it used more than its memory" : "", error ?? ""].filter(Boolean).join("; ");
  const lines = await linesOf(started, live);
  return {
    kind: "ended",
    reason: `it ended with exit code ${code}${why === "" ? "" : ` (${why})`}.${lines}`,
  };
}

async function linesOf({ context, mask }: Started, live: Live): Promise<string> {
  const lines = await context.daemon.run((client) =>
    lastLines(client.getContainer(live.Id), live.Config.Tty),
  );
  return lines === "" ? ` ${nameOf(live)} has written nothing` : ` Its last log lines:\n${mask(lines)}`;
}

/** @returns undefined when it does not exist */
export const inspect = (context: Context, id: string): Promise<Live | undefined> =>
  context.daemon.run((client) => ignoring([404], client.getContainer(id).inspect()));
