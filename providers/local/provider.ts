import { setMaxListeners } from "node:events";
import { isAbsolute, resolve } from "node:path";
import {
  type CreateProvider,
  type ProviderHost,
  type ResourceProvider,
  UnimplementedError,
} from "../../protocol/provider";
import { clusterCredentials } from "./clusterCredentials/clusterCredentials";
import { clusterPrerequisites } from "./clusterPrerequisites/clusterPrerequisites";
import { clusterNode } from "./clusterNode/clusterNode";
import { containerdImage } from "./containerdImage/containerdImage";
import { directory } from "./directory/directory";
import { dockerPrerequisites } from "./dockerPrerequisites/dockerPrerequisites";
import { type AnyType, check, create, destroy, diff, read, update } from "./dispatch";
import { files } from "./files/files";
import { goBinary } from "./goBinary/goBinary";
import { image } from "./image/image";
import { nodeDrain } from "./nodeDrain/nodeDrain";
import { nodesReady } from "./nodesReady/nodesReady";
import { version } from "./package.json";
import { ports } from "./ports/ports";
import { prerequisites } from "./prerequisites/prerequisites";
import { process as processType } from "./process/process";
import { projectRootOf } from "./projectRoot";
import { randomSecret } from "./randomSecret/randomSecret";
import { rancherAccessControl } from "./rancherAccessControl/rancherAccessControl";
import { rancherAgentHost } from "./rancherAgentHost/rancherAgentHost";
import { rancherApiKey } from "./rancherApiKey/rancherApiKey";
import { rancherEnvironment } from "./rancherEnvironment/rancherEnvironment";
import { rancherHost } from "./rancherHost/rancherHost";
import { rancherKubernetes } from "./rancherKubernetes/rancherKubernetes";
import { rancherRegistration } from "./rancherRegistration/rancherRegistration";
import { rancherSetting } from "./rancherSetting/rancherSetting";
import type { Context, ResourceType } from "./resourceType";

/** Every type that the provider serves. A new one is added here and in its own folder, and nowhere else. */
const types = new Map(
  [
    clusterCredentials,
    randomSecret,
    clusterNode,
    nodeDrain,
    nodesReady,
    ports,
    directory,
    files,
    goBinary,
    image,
    containerdImage,
    prerequisites,
    dockerPrerequisites,
    clusterPrerequisites,
    processType,
    rancherAccessControl,
    rancherAgentHost,
    rancherApiKey,
    rancherEnvironment,
    rancherHost,
    rancherKubernetes,
    rancherRegistration,
    rancherSetting,
  ].map((type) => [(type as ResourceType<never, never>).type, type as unknown as AnyType]),
);

function typeOf(token: string): AnyType {
  const type = types.get(token);
  if (type !== undefined) return type;
  throw new Error(
    `the provider "local" has no resource type ${token}; it has ${[...types.keys()].join(", ")}`,
  );
}

/** The provider of what no published one gives: a cluster's credentials, local files, ports, processes and images. */
export const createProvider: CreateProvider = (host: ProviderHost): ResourceProvider => {
  const cancellation = new AbortController();
  // Any number of resources wait for it at once.
  setMaxListeners(0, cancellation.signal);
  const contextOf = (urn: string): Context => ({
    urn,
    signal: cancellation.signal,
    status: (message) => host.log("info", message, { urn, ephemeral: true }),
    log: (severity, message, options) => host.log(severity, message, { urn, ...options }),
    resolve: (path) => (isAbsolute(path) ? resolve(path) : resolve(projectRootOf(host.rootDirectory), path)),
  });
  const noChange = {
    changes: "none" as const,
    replaces: [],
    stables: [],
    diffs: [],
    deleteBeforeReplace: false,
  };
  return {
    getPluginInfo: async () => ({ version }),
    getSchema: async () => JSON.stringify({ name: "local", version, resources: {} }),
    checkConfig: async (request) => ({ inputs: request.news, failures: [] }),
    diffConfig: async () => noChange,
    configure: async () => ({
      acceptSecrets: true,
      acceptResources: false,
      acceptOutputs: false,
      supportsPreview: true,
    }),
    invoke: async (request) => {
      throw new UnimplementedError(`the function ${request.token}`);
    },
    check: async (request) => check(typeOf(request.type), request),
    diff: async (request) => diff(typeOf(request.type), request, contextOf(request.urn)),
    create: async (request) => create(typeOf(request.type), request, contextOf(request.urn)),
    read: async (request) => read(typeOf(request.type), request, contextOf(request.urn)),
    update: async (request) => update(typeOf(request.type), request, contextOf(request.urn)),
    delete: async (request) => destroy(typeOf(request.type), request, contextOf(request.urn)),
    cancel: async () => cancellation.abort(),
    close: async () => cancellation.abort(),
  };
};
