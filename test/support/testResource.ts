import type { CreateProvider, ProviderHost, ResourceProvider } from "../../runtime/protocol/provider";
import { type PropertyMap, removeSecrets } from "../../runtime/protocol/values";
import { createProvider } from "../../runtime/providers/local/provider";

/** The state of a resource, as an engine records it. */
export interface TestState {
  id: string;
  inputs: PropertyMap;
  outputs: PropertyMap;
}

/** Calls a provider for one resource as an engine does: check, diff, then create, update, replace or nothing. */
export class TestResource {
  state: TestState | undefined;
  readonly messages: string[] = [];
  readonly provider: ResourceProvider;
  private readonly identity: { urn: string; name: string; type: string };

  /** @param provider default: the local provider */
  constructor(
    type: string,
    rootDirectory: string,
    name = "it",
    provider: CreateProvider | ResourceProvider = createProvider,
  ) {
    const log: ProviderHost["log"] = (severity, message) => this.messages.push(`${severity}: ${message}`);
    this.provider = typeof provider === "function" ? provider({ rootDirectory, log }) : provider;
    this.identity = { urn: `urn:pulumi:test::test::${type}::${name}`, name, type };
  }

  /** The outputs without secret marks. */
  get outputs(): Record<string, unknown> {
    return removeSecrets(this.state!.outputs) as Record<string, unknown>;
  }

  async check(news: PropertyMap) {
    const olds = this.state === undefined ? {} : { olds: this.state.inputs };
    return this.provider.check({ ...this.identity, ...olds, news, randomSeed: new Uint8Array(32) });
  }

  async diff(news: PropertyMap) {
    const { id, inputs, outputs } = this.state!;
    return this.provider.diff({
      ...this.identity,
      id,
      oldInputs: inputs,
      oldOutputs: outputs,
      news,
      ignoreChanges: [],
    });
  }

  /** Applies inputs and returns the executed operation. @throws Error with all failures of the check */
  async up(news: PropertyMap): Promise<"create" | "update" | "replace" | "same"> {
    const { inputs, failures } = await this.check(news);
    if (failures.length > 0) throw new Error(failures.map((f) => `${f.property}: ${f.reason}`).join("\n"));
    if (this.state === undefined) {
      await this.create(inputs);
      return "create";
    }
    const { changes, replaces } = await this.diff(inputs);
    if (changes === "none") return "same";
    if (replaces.length > 0) {
      await this.destroy();
      await this.create(inputs);
      return "replace";
    }
    const response = await this.provider.update({
      ...this.identity,
      id: this.state.id,
      oldInputs: this.state.inputs,
      oldOutputs: this.state.outputs,
      news: inputs,
      ignoreChanges: [],
      timeout: 0,
      preview: false,
    });
    this.state = { ...this.state, inputs, outputs: response.properties };
    return "update";
  }

  private async create(inputs: PropertyMap): Promise<void> {
    const request = { ...this.identity, properties: inputs, timeout: 0, preview: false };
    const { id, properties } = await this.provider.create(request);
    this.state = { id, inputs, outputs: properties };
  }

  /** Finds the result of a killed `create`, as an engine does. @returns whether it exists */
  async findInterrupted(inputs: PropertyMap): Promise<boolean> {
    const request = { ...this.identity, properties: inputs, timeout: 0, preview: true };
    const { id } = await this.provider.create(request);
    const read = await this.provider.read({ ...this.identity, id, properties: {}, inputs, timeout: 0 });
    this.state = read.id === "" ? undefined : { id, inputs, outputs: read.properties };
    return this.state !== undefined;
  }

  /** Reads the resource. @returns whether it still exists */
  async refresh(): Promise<boolean> {
    const { id, inputs, outputs } = this.state!;
    const response = await this.provider.read({
      ...this.identity,
      id,
      inputs,
      properties: outputs,
      timeout: 0,
    });
    this.state = response.id === "" ? undefined : { id, inputs, outputs: response.properties };
    return this.state !== undefined;
  }

  async destroy(): Promise<void> {
    if (this.state === undefined) return;
    const { id, inputs, outputs } = this.state;
    await this.provider.delete({
      ...this.identity,
      id,
      oldInputs: inputs,
      properties: outputs,
      timeout: 0,
    });
    this.state = undefined;
  }
}
