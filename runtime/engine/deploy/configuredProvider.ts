import {
  type CheckRequest,
  type CheckResponse,
  type ConfigureRequest,
  type ConfigureResponse,
  type CreateRequest,
  type CreateResponse,
  type DeleteRequest,
  type DiffResponse,
  type InvokeRequest,
  type InvokeResponse,
  type ReadRequest,
  type ReadResponse,
  type ResourceIdentity,
  type ResourceProvider,
  UnimplementedError,
  type UpdateRequest,
  type UpdateResponse,
} from "../../protocol/provider";
import { containsUnknowns, type PropertyMap } from "../../protocol/values";
import type { ResourceState } from "../model/state";
import { urnName } from "../model/urn";
import { withKnownChanges } from "./diff";

export interface LoadedPlugin {
  provider: ResourceProvider;
  /**
   * True if a create adopts what an interrupted create of the same resource created: the plugins of this repository.
   */
  adoptsInterrupted: boolean;
}

export const identityOf = ({ urn, type }: Pick<ResourceState, "urn" | "type">): ResourceIdentity => ({
  urn,
  name: urnName(urn),
  type,
});

/** The provider's configuration is unknown in this preview, so it cannot compute a diff. */
export class DiffUnavailableError extends Error {}

/** How the provider names a resource that the program does not name. */
export interface CheckNaming extends Pick<CheckRequest, "randomSeed" | "autonaming"> {
  /** Called instead of sending the setting to a provider without support for it. */
  onUnsupported?: () => void;
}

/**
 * A plugin with its configuration. In a preview the configuration may contain unknowns; then the plugin is not called
 * and the results are conservative.
 */
export class ConfiguredProvider {
  readonly plugin: ResourceProvider;
  /** See {@link LoadedPlugin.adoptsInterrupted}. */
  readonly adoptsInterrupted: boolean;
  /** The plugin's response, for which every operation waits; undefined when the configuration is unknown. */
  private readonly configured: Promise<ConfigureResponse> | undefined;

  constructor({ provider, adoptsInterrupted }: LoadedPlugin, configuration: ConfigureRequest) {
    this.plugin = provider;
    this.adoptsInterrupted = adoptsInterrupted;
    if (containsUnknowns(configuration.args)) return;
    this.configured = provider.configure(configuration);
    this.configured.catch(() => undefined); // reported by the operations that wait for it
  }

  async check(
    identity: ResourceIdentity,
    olds: PropertyMap | undefined,
    news: PropertyMap,
    naming: CheckNaming,
  ): Promise<CheckResponse> {
    if (!(await this.configured)) return { inputs: news, failures: [] };
    const { randomSeed, autonaming, onUnsupported } = naming;
    const isSupported = this.plugin.supportsAutonaming === true;
    if (autonaming && !isSupported) onUnsupported?.();
    return this.plugin.check({
      ...identity,
      ...(olds ? { olds } : {}),
      news,
      randomSeed,
      ...(autonaming && isSupported ? { autonaming } : {}),
    });
  }

  /**
   * Compares a resource's state with new inputs.
   * @throws DiffUnavailableError when the provider's configuration is unknown
   */
  async diff(
    identity: ResourceIdentity,
    old: Pick<ResourceState, "id" | "inputs" | "outputs">,
    news: PropertyMap,
    ignoreChanges: string[],
  ): Promise<DiffResponse> {
    if (!(await this.configured)) {
      throw new DiffUnavailableError(
        "The provider for this resource has inputs that are not known during preview.\n" +
          "This preview may not correctly represent the changes that will be applied during an update.",
      );
    }
    const response = await this.plugin.diff({
      ...identity,
      id: old.id!,
      oldInputs: old.inputs,
      oldOutputs: old.outputs,
      news,
      ignoreChanges,
    });
    return withKnownChanges(response, old.inputs, news, ignoreChanges);
  }

  /** Returns an empty id in a preview, if the provider does not preview creations or its configuration is unknown. */
  async create(request: CreateRequest): Promise<CreateResponse> {
    const configured = await this.configured;
    if (request.preview && !configured) return { id: "", properties: {} };
    if (request.preview && !configured!.supportsPreview) return { id: "", properties: request.properties };
    return this.plugin.create(request);
  }

  async update(request: UpdateRequest): Promise<UpdateResponse> {
    const configured = await this.configured;
    if (request.preview && !configured) return { properties: {} };
    if (request.preview && !configured!.supportsPreview) return { properties: request.news };
    return this.plugin.update(request);
  }

  /** Returns a response without an id if the resource does not exist. */
  async read(request: ReadRequest): Promise<ReadResponse> {
    if (!(await this.configured)) return { id: request.id, properties: request.properties };
    return this.plugin.read(request);
  }

  async delete(request: DeleteRequest): Promise<void> {
    await this.configured;
    await this.plugin.delete(request);
  }

  async invoke(request: InvokeRequest): Promise<InvokeResponse> {
    if (!(await this.configured)) return { return: {}, failures: [] };
    try {
      return await this.plugin.invoke(request);
    } catch (error) {
      if (error instanceof UnimplementedError) throw new Error(`unknown function ${request.token}`);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.plugin.close();
  }
}
