import { setMaxListeners } from "node:events";
import { changedKeys } from "./propertyDiff";
import type {
  CheckRequest,
  CheckResponse,
  ConfigureRequest,
  ConfigureResponse,
  DiffRequest,
  DiffResponse,
  ProviderHost,
} from "./provider";
import { removeSecrets, type PropertyMap } from "./values";

/** The common part of the providers of official packages: version, configuration and cancellation. */
export abstract class ProviderShell {
  private readonly cancellation = new AbortController();

  constructor(
    readonly host: ProviderHost,
    /** The official plugin whose resource types this provider supports. */
    private readonly official: { name: string; version: string },
  ) {
    // Every running step listens.
    setMaxListeners(0, this.signal);
  }

  /** Aborted when the user cancels or the provider is closed. */
  get signal(): AbortSignal {
    return this.cancellation.signal;
  }

  async getPluginInfo() {
    return { version: this.official.version };
  }

  async getSchema(): Promise<string> {
    const { name, version } = this.official;
    throw new Error(
      `schema of the package ${name}: found this project's plugin, which supports a part of it; expected the official ` +
        `plugin, which contains the schema. Run \`pulumi package get-schema ${name}@${version}\`.`,
    );
  }

  async checkConfig(request: CheckRequest): Promise<CheckResponse> {
    return { inputs: request.news, failures: [] };
  }

  /** Replaces no resources. */
  async diffConfig(request: DiffRequest): Promise<DiffResponse> {
    return configDifference(plainOf(request.oldInputs), plainOf(request.news));
  }

  async configure(_request: ConfigureRequest): Promise<ConfigureResponse> {
    return { acceptSecrets: true, acceptResources: false, acceptOutputs: false, supportsPreview: true };
  }

  async cancel(): Promise<void> {
    this.cancellation.abort(new Error("it was cancelled"));
  }

  async close(): Promise<void> {
    this.cancellation.abort(new Error("the provider is closed"));
  }
}

/** The map without secret marks. */
export const plainOf = (map: PropertyMap): PropertyMap => removeSecrets(map) as PropertyMap;

/**
 * The changed keys of a provider's configuration, without the SDK's own (`version`, `__…`). None replaces the provider's
 * resources.
 */
export function configDifference(olds: PropertyMap, news: PropertyMap): DiffResponse {
  const diffs = changedKeys(olds, news).filter((key) => key !== "version" && !key.startsWith("__"));
  return {
    changes: diffs.length > 0 ? "some" : "none",
    replaces: [],
    stables: [],
    diffs,
    deleteBeforeReplace: false,
  };
}
