import type Dockerode from "dockerode";
import { ignoring, isConflict, refused } from "../../../../lib/clients/docker/apiError";
import { InitializationError, type UpdateRequest } from "../../../protocol/provider";
import type { PropertyMap } from "../../../protocol/values";
import { driftedInputs } from "../fields/compare";
import { maskOf } from "../fields/secrets";
import { removeUnused } from "../removal";
import type { Context, Plain, ResourceType } from "../resourceType";
import { checkContainer } from "./checkInputs";
import { createContainer, start } from "./createContainer";
import { limits, restartPolicy } from "./createOptions";
import { containerFields, type ContainerInputs } from "./fields";
import { containerOutputs } from "./outputs";
import { inspect, settle } from "./settle";

/** Limits that the daemon cannot remove from a container. */
const LIMITS = ["memory", "memoryReservation", "memorySwap", "cpuShares", "cpuSet", "cpuPeriod", "cpuQuota"];
/** Inputs that may change outside Pulumi; the next update restores them. */
const WATCHED = ["name", "restart", "maxRetryCount", ...LIMITS.filter((key) => key !== "memorySwap")];
/** Timeout for the removal, in which the daemon also stops the container. */
const REMOVED_MS = 60_000;

/** docker.Container. Its id is the daemon's; an import may use the name instead. */
export const container: ResourceType<ContainerInputs> = {
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
  check: checkContainer,
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
    const { id, urn, inputs } = request;
    const live = await inspect(context, id);
    if (!live) {
      throw new Error(
        `the container ${inputs.name} does not exist: \`refresh\` removes it from the state, and the next up creates it`,
      );
    }
    await changeLimits(context, request);
    if (inputs.start === false || (live.State.Running && !inputs.wait)) {
      return containerOutputs((await inspect(context, id))!);
    }
    if (inputs.mustRun === false && !live.State.Running) return containerOutputs(live);
    await start(context, id, inputs.name);
    const settled = await settle(context, id, inputs, { urn, mask: maskOf(request.news) });
    if (settled.kind === "live") return settled.outputs;
    const message = `the container ${inputs.name} is not as it should be: ${settled.reason}`;
    const properties = settled.kind === "unhealthy" ? settled.outputs : {};
    throw new InitializationError(message, id, { ...request.oldOutputs, ...properties }, undefined, [
      message,
    ]);
  },

  async delete(context, id, outputs) {
    const name = String(outputs.name ?? id);
    const { destroyGraceSeconds: grace, removeVolumes } = outputs;
    if (typeof grace === "number" && grace > 0) {
      await context.daemon.run((client) =>
        ignoring([304, 404], client.getContainer(id).stop({ t: grace })).catch(
          refused(`the container ${name} cannot be stopped`),
        ),
      );
    }
    const isBeingRemoved = await removeUnused(context, `the container ${name} cannot be removed`, {
      remove: (client) => client.getContainer(id).remove({ force: true, v: removeVolumes !== false }),
      isInUse: isConflict,
      timeoutMs: REMOVED_MS,
    });
    if (isBeingRemoved)
      throw new Error(`the container ${name} is still being removed after ${REMOVED_MS / 1000} s`);
  },
};

/** The inputs with drift applied; `mustRun: false` marks a container that should run and does not. */
function liveInputs(
  inputs: Partial<ContainerInputs>,
  outputs: PropertyMap,
  live: Dockerode.ContainerInspectInfo,
): PropertyMap {
  const result = driftedInputs(inputs, outputs, containerFields, WATCHED);
  const { start: isStarted, mustRun, attach, networksAdvanced } = inputs;
  if (isStarted !== false && mustRun !== false && !attach && !live.State.Running) result.mustRun = false;
  if (live.State.Running && networksAdvanced) {
    const connected = networksAdvanced.filter(({ name }) => isConnected(live, name));
    if (connected.length < networksAdvanced.length) result.networksAdvanced = connected;
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
  { id, inputs, oldInputs }: Plain<UpdateRequest, ContainerInputs>,
): Promise<void> {
  const changeable = [...LIMITS, "restart", "maxRetryCount"] as (keyof ContainerInputs)[];
  if (changeable.every((key) => inputs[key] === oldInputs[key])) return;
  const news = { ...limits(inputs), RestartPolicy: restartPolicy(inputs) };
  await context.daemon.run((client) =>
    client
      .getContainer(id)
      .update(news)
      .catch(refused(`the container ${inputs.name} cannot be changed`)),
  );
}
