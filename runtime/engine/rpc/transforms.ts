import { credentials } from "@grpc/grpc-js";
import * as callbackrpc from "@pulumi/pulumi/proto/callback_grpc_pb";
import * as callbackpb from "@pulumi/pulumi/proto/callback_pb";
import * as resourcepb from "@pulumi/pulumi/proto/resource_pb";
import { type Fields, readMessage, unlessEmpty, writeMessage } from "../../protocol/message";
import { CHANNEL_OPTIONS } from "../../protocol/rpcChannel";
import { type PropertyMap, toOutputValues } from "../../protocol/values";
import { fromStruct, toStruct } from "../../protocol/wire";
import { readAlias, type Registration, timeoutTexts, writeAlias, writeTimeoutTexts } from "./registration";

/** A call of a provider function, which transforms change. */
export interface InvokeCall {
  token: string;
  args: PropertyMap;
  provider: string;
  version: string;
  downloadUrl: string;
}

/** The program's transforms: functions that the engine calls before it decides a registration. */
export class Transforms {
  readonly ofStack: callbackpb.Callback[] = [];
  readonly ofInvokes: callbackpb.Callback[] = [];
  private readonly clients = new Map<string, callbackrpc.CallbacksClient>();
  /** The transforms of each resource, which its children inherit. */
  private readonly ofResources = new Map<string, callbackpb.Callback[]>();

  /** Records the transforms that the children of a resource inherit. */
  remember(urn: string, parent: string | undefined, own: callbackpb.Callback[]): void {
    const inherited = [...own, ...this.inherited(parent)];
    if (inherited.length > 0) this.ofResources.set(urn, inherited);
  }

  private inherited(parent: string | undefined): callbackpb.Callback[] {
    return (parent !== undefined && this.ofResources.get(parent)) || [];
  }

  /** Applies the resource's own transforms, those of its parents, and those of the stack, in this order. */
  async apply(registration: Registration, own: callbackpb.Callback[]): Promise<Registration> {
    let result = registration;
    const inherited = this.inherited(registration.parent);
    for (const callback of [...own, ...inherited, ...this.ofStack])
      result = await this.transform(result, callback);
    return result;
  }

  async applyToInvoke(call: InvokeCall): Promise<InvokeCall> {
    let result = call;
    for (const callback of this.ofInvokes) {
      const options = writeMessage(new resourcepb.TransformInvokeOptions(), result, INVOKE_OPTIONS);
      const request = new resourcepb.TransformInvokeRequest()
        .setToken(result.token)
        .setArgs(toStruct(toOutputValues(result.args) as PropertyMap))
        .setOptions(options);
      const bytes = await this.call(callback, request.serializeBinary());
      const response = resourcepb.TransformInvokeResponse.deserializeBinary(bytes);
      const changed = response.getOptions();
      result = {
        ...result,
        ...(changed ? readMessage(changed, INVOKE_OPTIONS) : {}),
        args: response.hasArgs() ? fromStruct(response.getArgs()) : result.args,
      };
    }
    return result;
  }

  close(): void {
    for (const client of this.clients.values()) client.close();
  }

  private async transform(registration: Registration, callback: callbackpb.Callback): Promise<Registration> {
    const request = new resourcepb.TransformRequest()
      .setType(registration.type)
      .setName(registration.name)
      .setCustom(registration.custom)
      .setParent(registration.parent ?? "")
      .setProperties(toStruct(toOutputValues(registration.properties) as PropertyMap))
      .setOptions(writeMessage(new resourcepb.TransformResourceOptions(), registration, OPTIONS));
    const bytes = await this.call(callback, request.serializeBinary());
    const response = resourcepb.TransformResponse.deserializeBinary(bytes);
    const options = response.getOptions();
    const changed = options ? readMessage(options, OPTIONS) : registration;
    return {
      ...registration,
      ...changed,
      properties: response.hasProperties() ? fromStruct(response.getProperties()) : registration.properties,
      deleteBeforeReplace: changed.deleteBeforeReplace ?? registration.deleteBeforeReplace,
    };
  }

  private async call(callback: callbackpb.Callback, bytes: Uint8Array): Promise<Uint8Array> {
    const target = callback.getTarget();
    let client = this.clients.get(target);
    if (!client) {
      client = new callbackrpc.CallbacksClient(target, credentials.createInsecure(), CHANNEL_OPTIONS);
      this.clients.set(target, client);
    }
    const request = new callbackpb.CallbackInvokeRequest().setToken(callback.getToken()).setRequest(bytes);
    return new Promise((resolve, reject) => {
      client.invoke(request, (error, response) => {
        if (error) reject(new Error(error.details || error.message));
        else resolve(response.getResponse_asU8());
      });
    });
  }
}

const INVOKE_OPTIONS: Fields<Omit<InvokeCall, "token" | "args">, resourcepb.TransformInvokeOptions> = {
  provider: "Provider",
  version: "Version",
  downloadUrl: "PluginDownloadUrl",
};

/** The part of a registration that transforms receive as options. */
type Options = Omit<
  Registration,
  "type" | "name" | "custom" | "parent" | "properties" | "propertyDependencies"
>;

const OPTIONS: Fields<Options, resourcepb.TransformResourceOptions> = {
  dependencies: "DependsOnList",
  protect: "Protect",
  ignoreChanges: "IgnoreChangesList",
  replaceOnChanges: "ReplaceOnChangesList",
  version: "Version",
  aliases: {
    read: (options) => options.getAliasesList().map(readAlias),
    write: (options, aliases) => options.setAliasesList(aliases.map(writeAlias)),
  },
  provider: unlessEmpty("Provider"),
  customTimeouts: {
    read: (options) => timeoutTexts(options.getCustomTimeouts()),
    write: (options, texts) => options.setCustomTimeouts(writeTimeoutTexts(texts)),
  },
  downloadUrl: "PluginDownloadUrl",
  retainOnDelete: "RetainOnDelete",
  deletedWith: unlessEmpty("DeletedWith"),
  deleteBeforeReplace: {
    read: (options) => (options.hasDeleteBeforeReplace() ? options.getDeleteBeforeReplace() : undefined),
    write: (options, first) => options.setDeleteBeforeReplace(first),
  },
  additionalSecretOutputs: "AdditionalSecretOutputsList",
  providers: {
    read: (options) => Object.fromEntries(options.getProvidersMap().entries()),
    write: (options, providers) => {
      for (const [name, reference] of Object.entries(providers))
        options.getProvidersMap().set(name, reference);
    },
  },
  importId: "Import",
  hideDiff: "HideDiffList",
};
