import { setMaxListeners } from "node:events";
import { isAbsolute, resolve } from "node:path";
import {
  type CreateProvider,
  type ProviderHost,
  type ResourceProvider,
  UnimplementedError,
} from "../../protocol/provider";
import { check, create, destroy, diff, read, update } from "./dispatch";
import { version } from "./package.json";
import { projectRootOf } from "./projectRoot";
import type { Context } from "./resourceType";
import { typeOf } from "./types";

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
