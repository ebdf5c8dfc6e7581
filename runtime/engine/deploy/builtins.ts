import {
  type CheckResponse,
  type InvokeResponse,
  type ResourceProvider,
  UnimplementedError,
} from "../../protocol/provider";
import { containsSecrets, type PropertyMap } from "../../protocol/values";
import type { Report } from "../model/events";
import type { OperationRequest } from "../model/operation";
import type { ResourceState } from "../model/state";
import type { URN } from "../model/urn";
import { NotSupportedError } from "./messages";

/** The package of the engine's built-in functions and resources. */
export const BUILTIN_PACKAGE = "pulumi";

/** A reference to the outputs of another stack, which a program reads. */
export const STACK_REFERENCE = "pulumi:pulumi:StackReference";

interface Sources {
  /** The state of a resource that is registered in this deployment. */
  stateOf(urn: URN): ResourceState | undefined;
  stackOutputs: OperationRequest["stackOutputs"];
  report: Report;
}

/** The provider of package `pulumi`, which is a part of the engine. */
export class BuiltinProvider implements ResourceProvider {
  constructor(private readonly sources: Sources) {}

  getPluginInfo = async () => ({ version: "" });
  getSchema = async () => "{}";
  checkConfig = async (): Promise<never> => {
    throw new UnimplementedError("CheckConfig");
  };
  diffConfig = async (): Promise<never> => {
    throw new UnimplementedError("DiffConfig");
  };
  configure = async () => ({
    acceptSecrets: true,
    acceptResources: true,
    acceptOutputs: false,
    supportsPreview: true,
  });
  cancel = async () => undefined;
  close = async () => undefined;

  /**
   * Calls `getResource`, with which an SDK resolves a reference to a resource of this deployment, or `readStackOutputs`.
   * @throws NotSupportedError for any other function
   */
  async invoke({ token, args }: { token: string; args: PropertyMap }): Promise<InvokeResponse> {
    return { return: await this.call(token, args), failures: [] };
  }

  private async call(token: string, args: PropertyMap): Promise<PropertyMap> {
    switch (token) {
      case "pulumi:pulumi:getResource":
        return this.getResource(textOf(token, args, "urn"));
      case "pulumi:pulumi:readStackOutputs":
        return this.readStack(textOf(token, args, "name"));
      default:
        throw new NotSupportedError(`the built-in function ${token}`);
    }
  }

  private getResource(urn: URN): PropertyMap {
    const state = this.sources.stateOf(urn);
    if (!state)
      throw new Error(
        `unknown resource '${urn}': a reference can only be resolved after its resource is registered in this update`,
      );
    return { urn, id: state.id ?? "", state: state.outputs };
  }

  /** Reads a StackReference: the outputs of the stack with that name. */
  async read({ type, id, properties }: { type: string; id: string; properties: PropertyMap }) {
    if (type !== STACK_REFERENCE) throw new NotSupportedError(`the built-in resource ${type}`);
    return { id, properties: await this.readStack(textOf(type, properties, "name")) };
  }

  private async readStack(name: string): Promise<PropertyMap> {
    const { outputs, elided } = await this.sources.stackOutputs(name);
    if (elided) this.sources.report("info", `eliding undecryptable secrets for stack reference '${name}'`);
    const secretOutputNames = Object.keys(outputs)
      .filter((key) => containsSecrets(outputs[key]!))
      .sort();
    return { name, outputs, secretOutputNames };
  }

  /** Programs only read built-in resources; an old SDK creates a StackReference. */
  check = ({ type }: { type: string }): Promise<CheckResponse> => this.reject(type);
  diff = ({ type }: { type: string }) => this.reject(type);
  create = ({ type }: { type: string }) => this.reject(type);
  update = ({ type }: { type: string }) => this.reject(type);
  delete = ({ type }: { type: string }) => this.reject(type);

  private async reject(type: string): Promise<never> {
    throw new NotSupportedError(`the built-in resource ${type}, unless a program only reads it`);
  }
}

function textOf(token: string, args: PropertyMap, key: string): string {
  const value = args[key];
  if (typeof value === "string") return value;
  throw new Error(
    `${token}: found the arguments ${JSON.stringify(Object.keys(args))}; expected ${key}, a string.`,
  );
}
