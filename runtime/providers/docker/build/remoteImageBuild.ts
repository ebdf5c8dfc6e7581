import type Dockerode from "dockerode";
import { withoutEmpty } from "../fields/convert";
import {
  flag,
  integer,
  map,
  objects,
  oneOf,
  unsupported,
  required,
  setOf,
  text,
  texts,
  withDefault,
  type Fields,
  type InputsOf,
} from "../fields/field";

const BUILDKIT = "the daemon's classic builder does not support it";

/** The inputs of `build` of docker.RemoteImage. */
export const remoteImageBuildFields = {
  additionalContexts: unsupported(texts, BUILDKIT),
  authConfigs: unsupported(
    objects({
      auth: text,
      email: text,
      hostName: text,
      identityToken: text,
      password: text,
      registryToken: text,
      serverAddress: text,
      userName: text,
    }),
    "set registryAuth of docker.Provider",
  ),
  buildArgs: map,
  buildId: unsupported(text, BUILDKIT),
  buildLogFile: unsupported(text, "the builder's output is shown as it arrives"),
  builder: unsupported(text, BUILDKIT),
  cacheFroms: texts,
  cacheTos: unsupported(texts, BUILDKIT),
  cgroupParent: text,
  context: required(text),
  cpuPeriod: integer,
  cpuQuota: integer,
  cpuSetCpus: text,
  cpuSetMems: text,
  cpuShares: integer,
  dockerfile: withDefault(text, "Dockerfile"),
  extraHosts: texts,
  forceRemove: flag,
  isolation: unsupported(text, "it is for Windows"),
  label: map,
  labels: map,
  memory: integer,
  memorySwap: integer,
  networkMode: text,
  noCache: flag,
  platform: text,
  provenance: unsupported(text, BUILDKIT),
  pullParent: flag,
  remoteContext: unsupported(text, "set `context` to a folder"),
  remove: withDefault(flag, true),
  sbom: unsupported(text, BUILDKIT),
  secrets: unsupported(setOf({ env: text, id: text, src: text }), BUILDKIT),
  securityOpts: unsupported(texts, "it is for Windows"),
  sessionId: unsupported(text, BUILDKIT),
  shmSize: integer,
  squash: unsupported(flag, "it needs a Docker daemon with experimental features"),
  suppressOutput: flag,
  tags: texts,
  target: text,
  ulimits: objects({ hard: required(integer), name: required(text), soft: required(integer) }),
  useLegacyBuilder: flag,
  version: withDefault(oneOf("1"), "1"),
} satisfies Fields;
export type RemoteImageBuild = InputsOf<typeof remoteImageBuildFields>;

/** The daemon's options for a build by docker.RemoteImage or docker.Image. */
export function buildOptions(
  name: string,
  given: Omit<RemoteImageBuild, "context">,
): Dockerode.ImageBuildOptions {
  const labels = { ...given.label, ...given.labels };
  return withoutEmpty({
    t: [name, ...(given.tags ?? [])] as unknown as string,
    version: "1" as const,
    buildargs: given.buildArgs,
    cachefrom: given.cacheFroms as unknown as string | undefined,
    cgroupparent: given.cgroupParent,
    cpuperiod: given.cpuPeriod,
    cpuquota: given.cpuQuota,
    cpusetcpus: given.cpuSetCpus,
    cpusetmems: given.cpuSetMems,
    cpushares: given.cpuShares,
    extrahosts: given.extraHosts?.join(","),
    forcerm: given.forceRemove ?? true, // also after a failed build
    labels: Object.keys(labels).length > 0 ? labels : undefined,
    memory: given.memory,
    memswap: given.memorySwap,
    networkmode: given.networkMode,
    nocache: given.noCache,
    platform: given.platform,
    pull: given.pullParent ? "true" : undefined,
    rm: given.remove ?? true,
    shmsize: given.shmSize,
    q: given.suppressOutput,
    target: given.target,
    ulimits:
      given.ulimits &&
      JSON.stringify(given.ulimits.map(({ name: Name, soft, hard }) => ({ Name, Soft: soft, Hard: hard }))),
  }) as Dockerode.ImageBuildOptions;
}
