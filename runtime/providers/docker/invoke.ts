import type { InvokeRequest, InvokeResponse } from "../../protocol/provider";
import { removeSecrets, type PropertyMap } from "../../protocol/values";
import { readLogs } from "./container/logs";
import type { Context } from "./resourceType";
import { ignoring } from "../../../lib/clients/docker/apiError";
import { inspectNetwork, networkOutputs } from "./network";
import { inspectImage } from "./registry/pull";
import { repoDigestOf } from "./remoteImage";

type Function = (context: Context, args: PropertyMap) => Promise<PropertyMap>;

/** The supported functions. */
const FUNCTIONS: Readonly<Record<string, Function>> = {
  "docker:index/getLogs:getLogs": getLogs,
  "docker:index/getNetwork:getNetwork": getNetwork,
  "docker:index/getRemoteImage:getRemoteImage": getRemoteImage,
};

/** @throws for an unsupported function, and for objects that the daemon does not have */
export async function invoke(context: Context, { token, args }: InvokeRequest): Promise<InvokeResponse> {
  const called = FUNCTIONS[token];
  if (!called) {
    const known = Object.keys(FUNCTIONS).map((name) => name.split(":")[2]);
    throw new Error(
      `the function ${token} is not supported by this Docker provider; supported are ${known.join(", ")}; the official plugin supports all`,
    );
  }
  const plain = removeSecrets(args) as PropertyMap;
  return { return: await called(context, plain), failures: [] };
}

async function getRemoteImage(context: Context, { name }: PropertyMap): Promise<PropertyMap> {
  const image = String(name);
  const live = await context.daemon.run((client) => inspectImage(client, image));
  if (!live) throw new Error(`the daemon has no image ${image}: pull it by docker.RemoteImage`);
  return { id: live.Id, name: image, repoDigest: repoDigestOf(image, live.RepoDigests ?? []) };
}

async function getNetwork(context: Context, { name }: PropertyMap): Promise<PropertyMap> {
  const live = await context.daemon.run((client) => inspectNetwork(client, String(name)));
  if (!live) throw new Error(`the daemon has no network ${String(name)}`);
  const { driver, internal, ipamConfigs, options, scope } = networkOutputs(live);
  return {
    id: live.Id,
    name: live.Name,
    driver: driver!,
    internal: internal!,
    ipamConfigs: ipamConfigs!,
    options: options!,
    scope: scope!,
    containers: Object.entries(live.Containers ?? {}).map(([containerId, container]) => ({
      containerId,
      endpointId: container.EndpointID,
      ipv4Address: container.IPv4Address,
      ipv6Address: container.IPv6Address,
      macAddress: container.MacAddress,
      name: container.Name,
    })),
  };
}

async function getLogs(context: Context, args: PropertyMap): Promise<PropertyMap> {
  const { name, showStdout = true, showStderr = true, since, until, tail, timestamps, details } = args;
  if (args.follow === true)
    throw new Error("getLogs: `follow` is not supported, because it would wait for the container's end");
  const found = await context.daemon.run(async (client) => {
    const container = client.getContainer(String(name));
    const live = await ignoring([404], container.inspect());
    if (!live) return undefined;
    const options = { stdout: showStdout, stderr: showStderr, since, until, timestamps, details } as object;
    const lines = tail === undefined || tail === "all" ? {} : { tail: Number(tail) };
    return { id: live.Id, text: await readLogs(container, { tty: live.Config.Tty, ...options, ...lines }) };
  });
  if (!found) throw new Error(`the daemon has no container ${String(name)}`);
  const { id, text } = found;
  const wanted = args.logsListStringEnabled !== false;
  return { ...args, id, logsListStrings: wanted ? text.split("\n").filter((line) => line !== "") : [] };
}
