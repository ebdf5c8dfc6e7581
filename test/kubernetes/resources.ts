import { randomBytes } from "node:crypto";
import {
  InitializationError,
  type CreateProvider,
  type DiffResponse,
  type LogSeverity,
  type ResourceProvider,
} from "../../runtime/protocol/provider";
import type { PropertyMap } from "../../runtime/protocol/values";

export interface LogEntry {
  severity: LogSeverity;
  message: string;
  urn?: string;
  ephemeral?: boolean;
}

export interface State {
  id: string;
  inputs: PropertyMap;
  outputs: PropertyMap;
}

/** A provider with a stack's state, which executes one resource step at a time like the engine. */
export class Stack {
  readonly provider: ResourceProvider;
  readonly log: LogEntry[] = [];
  readonly states = new Map<string, State>();

  constructor(
    createProvider: CreateProvider,
    private readonly project = "test",
  ) {
    this.provider = createProvider({
      rootDirectory: process.cwd(),
      log: (severity, message, options) => this.log.push({ severity, message, ...options }),
    });
  }

  async configure(args: PropertyMap, id = "2f4c1a9e-0000-4000-8000-000000000001"): Promise<this> {
    await this.provider.configure({
      args,
      id,
      urn: "urn:pulumi:dev::test::pulumi:providers:kubernetes::cluster",
    });
    return this;
  }

  identity(type: string, name: string) {
    return { urn: `urn:pulumi:dev::${this.project}::${type}::${name}`, name, type };
  }

  async check(type: string, name: string, news: PropertyMap): Promise<PropertyMap> {
    const olds = this.states.get(name)?.inputs;
    const answer = await this.provider.check({
      ...this.identity(type, name),
      olds,
      news,
      randomSeed: randomBytes(32),
    });
    if (answer.failures.length > 0) throw new Error(JSON.stringify(answer.failures));
    return answer.inputs;
  }

  async create(type: string, name: string, news: PropertyMap): Promise<State> {
    const inputs = await this.check(type, name, news);
    const request = { ...this.identity(type, name), properties: inputs, timeout: 0, preview: false };
    try {
      const { id, properties } = await this.provider.create(request);
      return this.keep(name, { id, inputs, outputs: properties });
    } catch (error) {
      if (error instanceof InitializationError)
        this.keep(name, { id: error.id, inputs, outputs: error.properties });
      throw error;
    }
  }

  async diff(type: string, name: string, news: PropertyMap): Promise<DiffResponse & { inputs: PropertyMap }> {
    const state = this.state(name);
    const inputs = await this.check(type, name, news);
    const answer = await this.provider.diff({
      ...this.identity(type, name),
      id: state.id,
      oldInputs: state.inputs,
      oldOutputs: state.outputs,
      news: inputs,
      ignoreChanges: [],
    });
    return { ...answer, inputs };
  }

  async update(type: string, name: string, news: PropertyMap, preview = false): Promise<State> {
    const state = this.state(name);
    const inputs = await this.check(type, name, news);
    const { properties } = await this.provider.update({
      ...this.identity(type, name),
      id: state.id,
      oldInputs: state.inputs,
      oldOutputs: state.outputs,
      news: inputs,
      ignoreChanges: [],
      timeout: 0,
      preview,
    });
    const next = { id: state.id, inputs, outputs: properties };
    return preview ? next : this.keep(name, next);
  }

  async refresh(type: string, name: string): Promise<State | undefined> {
    const state = this.state(name);
    const answer = await this.provider.read({
      ...this.identity(type, name),
      id: state.id,
      properties: state.outputs,
      inputs: state.inputs,
      timeout: 0,
    });
    if (answer.id === "") {
      this.states.delete(name);
      return undefined;
    }
    return this.keep(name, { id: answer.id, inputs: answer.inputs!, outputs: answer.properties });
  }

  async delete(type: string, name: string): Promise<void> {
    const state = this.state(name);
    await this.provider.delete({
      ...this.identity(type, name),
      id: state.id,
      oldInputs: state.inputs,
      properties: state.outputs,
      timeout: 0,
    });
    this.states.delete(name);
  }

  /** The log messages of a resource in order, including statuses. */
  messages(name: string): string[] {
    return this.log.filter(({ urn }) => urn?.endsWith(`::${name}`)).map(({ message }) => message);
  }

  state(name: string): State {
    const state = this.states.get(name);
    if (!state) throw new Error(`the stack has no resource ${name}`);
    return state;
  }

  private keep(name: string, state: State): State {
    this.states.set(name, state);
    return state;
  }
}
