import {
  type CheckResponse,
  type ConfigureResponse,
  type CreateRequest,
  type CreateResponse,
  type DeleteRequest,
  type DiffRequest,
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
import type { URN } from "../model/urn";

/** A plugin's instance. */
export interface LoadedPlugin {
  provider: ResourceProvider;
  /** True for a plugin whose creates take over what an interrupted create of the same resource made: in-repo plugins. */
  takesOver: boolean;
}

/** The difference cannot be known: the provider's own configuration is not known in this preview. */
export class DiffUnavailableError extends Error {}

/**
 * A provider with its configuration. In a preview the configuration may hold unknowns; then the plugin is not asked
 * anything, and the answers are as careful as they can be.
 */
export class ConfiguredProvider {
  private configured: Promise<ConfigureResponse> | undefined;
  private known = true;

  readonly plugin: ResourceProvider;
  /** True when a create takes over what an interrupted create of the same resource made. */
  readonly takesOver: boolean;

  constructor({ provider, takesOver }: LoadedPlugin) {
    this.plugin = provider;
    this.takesOver = takesOver;
  }

  /** Gives the plugin its configuration, once; the first use of the provider waits for it. */
  configure(args: PropertyMap, id: string | undefined, urn: URN): void {
    if (this.configured) return;
    this.known = !containsUnknowns(args);
    if (!this.known) return;
    this.configured = this.plugin.configure({ args, ...(id ? { id } : {}), urn });
    this.configured.catch(() => undefined); // told to whoever uses the provider
  }

  async check(
    identity: ResourceIdentity,
    olds: PropertyMap | undefined,
    news: PropertyMap,
    randomSeed: Uint8Array,
  ): Promise<CheckResponse> {
    if (!(await this.ready())) return { inputs: news, failures: [] };
    return this.plugin.check({ ...identity, ...(olds ? { olds } : {}), news, randomSeed });
  }

  /** @throws DiffUnavailableError when the provider's configuration is not known */
  async diff(request: DiffRequest): Promise<DiffResponse> {
    if (!(await this.ready())) {
      throw new DiffUnavailableError(
        "The provider for this resource has inputs that are not known during preview.\n" +
          "This preview may not correctly represent the changes that will be applied during an update.",
      );
    }
    return this.plugin.diff(request);
  }

  async create(request: CreateRequest): Promise<CreateResponse> {
    const ready = await this.ready();
    if (request.preview && !ready) return { id: "", properties: {} };
    if (request.preview && !ready!.supportsPreview) return { id: "", properties: request.properties };
    return this.plugin.create(request);
  }

  async update(request: UpdateRequest): Promise<UpdateResponse> {
    const ready = await this.ready();
    if (request.preview && !ready) return { properties: {} };
    if (request.preview && !ready!.supportsPreview) return { properties: request.news };
    return this.plugin.update(request);
  }

  /** An answer without an id: there is no such resource. */
  async read(request: ReadRequest): Promise<ReadResponse> {
    if (!(await this.ready())) return { id: request.id, properties: request.properties };
    return this.plugin.read(request);
  }

  async delete(request: DeleteRequest): Promise<void> {
    await this.ready();
    await this.plugin.delete(request);
  }

  async invoke(request: InvokeRequest): Promise<InvokeResponse> {
    if (!(await this.ready())) return { return: {}, failures: [] };
    try {
      return await this.plugin.invoke(request);
    } catch (error) {
      if (error instanceof UnimplementedError) throw new Error(`unknown function ${request.token}`);
      throw error;
    }
  }

  /**
   * Tries what would become of a resource without making it; undefined when the provider cannot say.
   * @throws the provider's error, when what is asked is not possible
   */
  async dryCreate(request: Omit<CreateRequest, "preview">): Promise<CreateResponse | undefined> {
    const ready = await this.ready();
    return ready?.supportsPreview ? this.plugin.create({ ...request, preview: true }) : undefined;
  }

  async close(): Promise<void> {
    await this.plugin.close();
  }

  /** What the plugin said to its configuration; undefined when that is not known. */
  private async ready(): Promise<ConfigureResponse | undefined> {
    if (!this.known) return undefined;
    if (!this.configured) throw new Error("a provider was used before it had its configuration");
    return this.configured;
  }
}
