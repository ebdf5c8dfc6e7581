import { setMaxListeners } from "node:events";
import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import {
  type CreateProvider,
  type ProviderHost,
  type ResourceProvider,
  UnimplementedError,
} from "../../protocol/provider";
import { type AnyType, check, create, destroy, diff, read, update } from "./dispatch";
import { packageSchema } from "./packageSchema";
import type { Context } from "./resourceType";

/** Resource types by token. Each is loaded at its first use: a stack uses few, and some load large libraries. */
export type TypeLoaders = Readonly<Record<string, () => AnyType>>;

/** Creates a provider of resource types. @param name of the Pulumi package */
export function createTypedProvider(name: string, version: string, types: TypeLoaders): CreateProvider {
  const typeOf = (token: string): AnyType => {
    const load = types[token];
    if (load !== undefined) return load();
    throw new Error(
      `resource type: found ${token}; expected a type of the provider ${JSON.stringify(name)}: ${Object.keys(types).join(", ")}`,
    );
  };
  return (host: ProviderHost): ResourceProvider => {
    const cancellation = new AbortController();
    // Every operation that runs listens to the signal.
    setMaxListeners(0, cancellation.signal);
    let providerId: string | undefined;
    const contextOf = (urn: string): Context => ({
      urn,
      providerId,
      signal: cancellation.signal,
      status: (message) => host.log("info", message, { urn, ephemeral: true }),
      log: (severity, message, options) => host.log(severity, message, { urn, ...options }),
      resolve: (path) =>
        isAbsolute(path) ? resolve(path) : resolve(projectRootOf(host.rootDirectory), path),
    });
    return {
      getPluginInfo: async () => ({ version }),
      getSchema: async () => {
        const definitions = Object.values(types).map((load) => load());
        return JSON.stringify(packageSchema(name, version, definitions));
      },
      checkConfig: async (request) => ({ inputs: request.news, failures: [] }),
      diffConfig: async () => ({
        changes: "none",
        replaces: [],
        stables: [],
        diffs: [],
        deleteBeforeReplace: false,
      }),
      configure: async ({ id }) => {
        providerId = id || undefined;
        return { acceptSecrets: true, acceptResources: false, acceptOutputs: false, supportsPreview: true };
      },
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
}

/**
 * The project's root: the nearest folder with a Pulumi.yaml at or above `folder`, else `folder` itself. The official engine
 * reports the plugin's folder and the embedded one the project's; relative paths must mean the same under both.
 */
export function projectRootOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (["Pulumi.yaml", "Pulumi.yml"].some((file) => existsSync(join(at, file)))) return at;
    if (at === dirname(at)) return folder;
  }
}
