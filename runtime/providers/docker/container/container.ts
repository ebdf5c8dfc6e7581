import type Dockerode from "dockerode";
import { until } from "../../../../lib/until";
import { InitializationError, type DeleteRequest, type UpdateRequest } from "../../../protocol/provider";
import type { PropertyMap } from "../../../protocol/values";
import type { Context } from "../context";
import { isConflict, isNotFound, refusal, statusOf } from "../../../../lib/clients/docker/apiError";
import { driftedInputs } from "../fields/drift";
import { maskOf } from "../fields/secrets";
import type { Plain, ResourceType } from "../resourceType";
import { checkContainer } from "./checkInputs";
import { createContainer, logsOf, start } from "./createContainer";
import { limits, restartPolicy } from "./createOptions";
import { containerFields } from "./fields";
import type { ContainerInputs } from "./inputs";
import { containerOutputs } from "./outputs";
import { inspect, settle } from "./settle";

/** Limits that the daemon cannot remove from a container. */
const LIMITS = ["memory", "memoryReservation", "memorySwap", "cpuShares", "cpuSet", "cpuPeriod", "cpuQuota"];
/** Inputs that may change outside Pulumi; the next update restores them. */
const WATCHED = [
  "name",
  "restart",
  "maxRetryCount",
  "memory",
  "memoryReservation",
  "cpuShares",
  "cpuSet",
  "cpuPeriod",
  "cpuQuota",
];
/** Timeout for the removal, in which the daemon also stops the container. */
const REMOVED_MS = 60_000;

/** docker.Container. Its id is the daemon's; an import may use the name instead. */
export const container: ResourceType = {
  token: "docker:index/container:Container",
  fields: containerFields,
  computed: [
    "bridge",
    "command",
    "containerLogs",
    "entrypoints",
    "exitCode",
    "healthcheck",
    "hostname",
    "init",
    "ipcMode",
    "logDriver",
    "networkDatas",
    "runtime",
    "securityOpts",
    "shmSize",
    "stopSignal",
    "stopTimeout",
  ],
  autoName: true,
  schemaVersion: 2,
  // As in the official plugin: a container occupies ports, addresses and volumes that its successor needs.
  deleteFirst: () => true,
  check: (_context, inputs) => checkContainer(inputs),
  isReplaced: (key, news) => LIMITS.includes(key) && !news[key],

  create: createContainer,

  async read(context, { id, inputs }) {
    const live = await inspect(context, id);
    if (!live) return undefined;
    const outputs = containerOutputs(live);
    if (Object.keys(inputs).length === 0)
      return { id: live.Id, outputs: { ...outputs, image: live.Config.Image }, inputs };
    return { id: live.Id, outputs, inputs: liveInputs(inputs, outputs, live) };
  },

  async update(context, request) {
    const { id, urn } = request;
    const inputs = request.inputs as unknown as ContainerInputs;
    const live = await inspect(context, id);
    if (!live) {
      throw new Error(
        `the container ${inputs.name} is no longer there: \`refresh\` finds that out, and the next up makes it`,
      );
    }
    await changeLimits(context, request);
    if (inputs.start === false || (live.State.Running && !inputs.wait)) {
      return containerOutputs((await inspect(context, id))!);
    }
    if (inputs.mustRun === false && !live.State.Running) return containerOutputs(live);
    await start(context, id, inputs.name);
    const settled = await settle(context, id, inputs, { urn, mask: maskOf(request.news) });
    if (settled.kind === "live") return { ...containerOutputs(settled.live), ...logsOf(settled) };
    const message = `the container ${inputs.name} is not as it should be: ${settled.reason}`;
    const properties = settled.kind === "unhealthy" ? containerOutputs(settled.live) : {};
    throw new InitializationError(message, id, { ...request.oldOutputs, ...properties }, undefined, [
      message,
    ]);
  },

  async delete(context, { id }: DeleteRequest, outputs) {
    const name = String(outputs.name ?? id);
    const grace = outputs.destroyGraceSeconds;
    if (typeof grace === "number" && grace > 0) await stop(context, id, grace, name);
    // Wait for a removal that is in progress.
    const removed = await until(
      () =>
        context.daemon().run(async (client) => {
          try {
            await client.getContainer(id).remove({ force: true, v: outputs.removeVolumes !== false });
            return true;
          } catch (error) {
            if (isNotFound(error)) return true;
            if (isConflict(error)) return undefined;
            if (statusOf(error) === undefined) throw error;
            throw refusal(`the container ${name} cannot be removed`, error);
          }
        }),
      { timeoutMs: REMOVED_MS, signal: context.signal, firstMs: 50, maxMs: 500 },
    );
    if (!removed)
      throw new Error(`the container ${name} is still being removed after ${REMOVED_MS / 1000} s`);
  },
};

/** The inputs with drift applied; `mustRun: false` marks a container that should run and does not. */
function liveInputs(
  inputs: PropertyMap,
  outputs: PropertyMap,
  live: Dockerode.ContainerInspectInfo,
): PropertyMap {
  const result = driftedInputs(inputs, outputs, containerFields, WATCHED);
  const { start: isStarted, mustRun, attach, networksAdvanced } = inputs as unknown as ContainerInputs;
  if (isStarted !== false && mustRun !== false && !attach && !live.State.Running) result.mustRun = false;
  if (live.State.Running && networksAdvanced) {
    const connected = networksAdvanced.filter(({ name }) => isConnected(live, name));
    if (connected.length < networksAdvanced.length)
      result.networksAdvanced = connected as unknown as PropertyMap[];
  }
  return result;
}

const isConnected = (live: Dockerode.ContainerInspectInfo, network: string): boolean =>
  Object.entries(live.NetworkSettings.Networks).some(
    ([name, { NetworkID: id }]) => name === network || id === network,
  );

/** Updates the limits of a running container. */
async function changeLimits(
  context: Context,
  { id, inputs, oldInputs }: Plain<UpdateRequest>,
): Promise<void> {
  const given = inputs as unknown as ContainerInputs;
  const changed = [...LIMITS, "restart", "maxRetryCount"].some((key) => inputs[key] !== oldInputs[key]);
  if (!changed) return;
  await context.daemon().run(async (client) => {
    try {
      await client.getContainer(id).update({ ...limits(given), RestartPolicy: restartPolicy(given) });
    } catch (error) {
      if (statusOf(error) === undefined) throw error;
      throw refusal(`the container ${given.name} cannot be changed`, error);
    }
  });
}

async function stop(context: Context, id: string, seconds: number, name: string): Promise<void> {
  await context.daemon().run(async (client) => {
    try {
      await client.getContainer(id).stop({ t: seconds });
    } catch (error) {
      const status = statusOf(error);
      if (status === 304 || status === 404) return;
      if (status === undefined) throw error;
      throw refusal(`the container ${name} cannot be stopped`, error);
    }
  });
}
