import { randomUUID } from "node:crypto";
import {
  type CheckResponse,
  type DiffResponse,
  type ResourceIdentity,
  UnimplementedError,
} from "../../protocol/provider";
import { changedKeys } from "../../protocol/propertyDiff";
import { type PropertyMap, unwrap } from "../../protocol/values";
import { UNKNOWN_STRING } from "../../protocol/wire";
import type { ResourceState } from "../model/state";
import type { URN } from "../model/urn";
import { type CheckNaming, ConfiguredProvider, type LoadedPlugin } from "./configuredProvider";
import { NO_DIFF, SOME_DIFF, withKnownChanges } from "./diff";
import {
  isProviderType,
  providerId,
  providerPackage,
  providerReference,
  providerUrn,
} from "../model/providerReference";

/** Loads plugins. */
export interface PluginSource {
  /**
   * Starts a new, unconfigured instance of a package's plugin.
   * @throws when the plugin is not found, naming the searched places
   */
  load(plugin: { name: string; version?: string }): Promise<LoadedPlugin>;
}

/** The input under which the engine stores the plugin's source; not part of the configuration. */
const INTERNAL_KEY = "__internal";

/** A provider's configuration without the engine's own entries. */
function providerConfig(inputs: PropertyMap): PropertyMap {
  const config = { ...inputs };
  delete config[INTERNAL_KEY];
  return config;
}

/** The providers of a deployment. A provider is itself a resource; this class implements its operations. */
export class ProviderRegistry {
  private readonly providers = new Map<string, ConfiguredProvider>();
  /** Plugins that were loaded to check a configuration and are not in use yet. */
  private readonly checked = new Map<URN, Promise<LoadedPlugin>>();
  private readonly loading = new Map<string, Promise<ConfiguredProvider>>();
  private readonly all: ConfiguredProvider[] = [];

  /** @param stored the snapshot's provider states, for resources whose provider is no longer registered */
  constructor(
    private readonly plugins: PluginSource,
    private readonly stored: () => readonly ResourceState[],
  ) {}

  /**
   * Returns the provider with this reference.
   * @throws when it is neither registered nor in the snapshot
   */
  async get(reference: string): Promise<ConfiguredProvider> {
    const provider = this.providers.get(reference);
    if (provider) return provider;
    let loading = this.loading.get(reference);
    if (!loading) {
      loading = this.loadStored(reference);
      this.loading.set(reference, loading);
    }
    return loading;
  }

  /** True when the provider was registered in this deployment. */
  has(reference: string): boolean {
    return this.providers.has(reference);
  }

  /** What checks and compares a resource: its provider, or this registry for a provider. */
  async managerOf({
    type,
    provider,
  }: Pick<ResourceState, "type" | "provider">): Promise<Pick<ConfiguredProvider, "check" | "diff">> {
    if (isProviderType(type)) return this;
    if (provider === undefined) throw new Error("a custom resource has no provider");
    return this.get(provider);
  }

  private async loadStored(reference: string): Promise<ConfiguredProvider> {
    const urn = providerUrn(reference);
    const id = providerId(reference);
    const state = this.stored().find((candidate) => candidate.urn === urn && candidate.id === id);
    if (!state) throw new Error(`unknown provider '${reference}': it is not in the stack's state`);
    return this.register(reference, await this.loadPlugin(state.type, state.inputs), state.inputs);
  }

  /** Lets the plugin check its configuration. */
  async check(
    identity: ResourceIdentity,
    olds: PropertyMap | undefined,
    news: PropertyMap,
    { randomSeed }: CheckNaming,
  ): Promise<CheckResponse> {
    const loading = this.loadPlugin(identity.type, news);
    // A replacement checks again with another plugin instance; the first one is no longer needed.
    void this.checked.get(identity.urn)?.then(
      ({ provider }) => provider.close(),
      () => undefined,
    );
    this.checked.set(identity.urn, loading);
    const { provider: plugin } = await loading;
    const internal: PropertyMap = INTERNAL_KEY in news ? { [INTERNAL_KEY]: news[INTERNAL_KEY]! } : {};
    try {
      const { inputs, failures } = await plugin.checkConfig({
        ...identity,
        ...(olds ? { olds: providerConfig(olds) } : {}),
        news: providerConfig(news),
        randomSeed,
      });
      return { inputs: { ...inputs, ...internal }, failures };
    } catch (error) {
      if (error instanceof UnimplementedError) return { inputs: news, failures: [] };
      throw error;
    }
  }

  /** Compares two configurations of a provider. */
  async diff(
    identity: ResourceIdentity,
    old: Pick<ResourceState, "id" | "inputs" | "outputs">,
    newInputs: PropertyMap,
    ignoreChanges: string[],
  ): Promise<DiffResponse> {
    const oldInputs = providerConfig(old.inputs);
    const news = providerConfig(newInputs);
    const loading = this.checked.get(identity.urn) ?? this.loadPlugin(identity.type, newInputs);
    this.checked.set(identity.urn, loading);
    const { provider: plugin } = await loading;
    try {
      const response = await plugin.diffConfig({
        ...identity,
        id: old.id ?? "",
        oldInputs,
        oldOutputs: old.outputs,
        news,
        ignoreChanges,
      });
      return withKnownChanges(response, oldInputs, news, ignoreChanges);
    } catch (error) {
      if (!(error instanceof UnimplementedError)) throw error;
      const diffs = changedKeys(oldInputs, news);
      return diffs.length === 0 ? NO_DIFF : { ...SOME_DIFF, diffs };
    }
  }

  /** Creates a provider; resources can use it from now on. */
  async create(state: ResourceState, preview: boolean): Promise<{ id: string; outputs: PropertyMap }> {
    const id = preview ? UNKNOWN_STRING : randomUUID();
    await this.use(state.urn, id, state.type, state.inputs);
    return { id, outputs: providerConfig(state.inputs) };
  }

  /** Configures a changed provider for its resources. */
  async update(state: ResourceState): Promise<{ outputs: PropertyMap }> {
    await this.use(state.urn, state.id!, state.type, state.inputs);
    return { outputs: providerConfig(state.inputs) };
  }

  /** Configures an unchanged provider for its resources. */
  async same(state: ResourceState, inputs: PropertyMap): Promise<void> {
    if (this.has(providerReference(state.urn, state.id))) return;
    await this.use(state.urn, state.id!, state.type, inputs);
  }

  private async use(urn: URN, id: string, type: string, inputs: PropertyMap): Promise<void> {
    const plugin = await (this.checked.get(urn) ?? this.loadPlugin(type, inputs));
    this.checked.delete(urn);
    this.register(providerReference(urn, id), plugin, inputs);
  }

  private register(reference: string, plugin: LoadedPlugin, inputs: PropertyMap): ConfiguredProvider {
    const id = providerId(reference);
    const provider = new ConfiguredProvider(plugin, {
      args: providerConfig(inputs),
      ...(id !== "" && id !== UNKNOWN_STRING ? { id } : {}),
      urn: providerUrn(reference),
    });
    this.providers.set(reference, provider);
    this.all.push(provider);
    return provider;
  }

  /** Asks every plugin to cancel its operations. */
  async cancel(): Promise<void> {
    await Promise.allSettled(this.all.map((provider) => provider.plugin.cancel()));
  }

  /** Stops every plugin. */
  async close(): Promise<void> {
    await Promise.allSettled(this.loading.values());
    const unused = [...this.checked.values()].map((loading) =>
      loading.then(({ provider }) => provider.close()),
    );
    await Promise.allSettled([...this.all.map((provider) => provider.close()), ...unused]);
  }

  private loadPlugin(type: string, inputs: PropertyMap): Promise<LoadedPlugin> {
    const version = unwrap(inputs.version ?? null);
    return this.plugins.load({
      name: providerPackage(type),
      ...(typeof version === "string" && version !== "" ? { version } : {}),
    });
  }
}
