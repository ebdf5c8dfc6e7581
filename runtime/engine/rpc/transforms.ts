import { credentials } from "@grpc/grpc-js";
import * as callbackrpc from "@pulumi/pulumi/proto/callback_grpc_pb";
import * as callbackpb from "@pulumi/pulumi/proto/callback_pb";
import * as aliaspb from "@pulumi/pulumi/proto/alias_pb";
import * as resourcepb from "@pulumi/pulumi/proto/resource_pb";
import { CHANNEL_OPTIONS } from "../../protocol/rpcChannel";
import { type PropertyMap, toOutputValues } from "../../protocol/values";
import { fromStruct, toStruct } from "../../protocol/wire";
import type { Alias } from "../deploy/goal";
import { readAlias, type Registration, timeoutTexts } from "./registration";

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
  private readonly ofStack: callbackpb.Callback[] = [];
  private readonly ofInvokes: callbackpb.Callback[] = [];
  private readonly clients = new Map<string, callbackrpc.CallbacksClient>();
  /** The transforms of each resource, which its children inherit. */
  private readonly ofResources = new Map<string, callbackpb.Callback[]>();

  addStackTransform(callback: callbackpb.Callback): void {
    this.ofStack.push(callback);
  }
  addInvokeTransform(callback: callbackpb.Callback): void {
    this.ofInvokes.push(callback);
  }

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
      const options = new resourcepb.TransformInvokeOptions();
      options.setProvider(result.provider);
      options.setVersion(result.version);
      options.setPluginDownloadUrl(result.downloadUrl);
      const request = new resourcepb.TransformInvokeRequest();
      request.setToken(result.token);
      request.setArgs(toStruct(toOutputValues(result.args) as PropertyMap));
      request.setOptions(options);
      const bytes = await this.call(callback, request.serializeBinary());
      const response = resourcepb.TransformInvokeResponse.deserializeBinary(bytes);
      const changed = response.getOptions();
      result = {
        token: result.token,
        args: response.hasArgs() ? fromStruct(response.getArgs()) : result.args,
        provider: changed ? changed.getProvider() : result.provider,
        version: changed ? changed.getVersion() : result.version,
        downloadUrl: changed ? changed.getPluginDownloadUrl() : result.downloadUrl,
      };
    }
    return result;
  }

  close(): void {
    for (const client of this.clients.values()) client.close();
  }

  private async transform(registration: Registration, callback: callbackpb.Callback): Promise<Registration> {
    const request = new resourcepb.TransformRequest();
    request.setType(registration.type);
    request.setName(registration.name);
    request.setCustom(registration.custom);
    request.setParent(registration.parent ?? "");
    request.setProperties(toStruct(toOutputValues(registration.properties) as PropertyMap));
    request.setOptions(writeOptions(registration));
    const bytes = await this.call(callback, request.serializeBinary());
    const response = resourcepb.TransformResponse.deserializeBinary(bytes);
    const properties = response.hasProperties()
      ? fromStruct(response.getProperties())
      : registration.properties;
    const options = response.getOptions();
    return { ...registration, properties, ...(options ? readOptions(options) : {}) };
  }

  private async call(callback: callbackpb.Callback, bytes: Uint8Array): Promise<Uint8Array> {
    const target = callback.getTarget();
    let client = this.clients.get(target);
    if (!client) {
      client = new callbackrpc.CallbacksClient(target, credentials.createInsecure(), CHANNEL_OPTIONS);
      this.clients.set(target, client);
    }
    const request = new callbackpb.CallbackInvokeRequest();
    request.setToken(callback.getToken());
    request.setRequest(bytes);
    return new Promise((resolve, reject) => {
      client.invoke(request, (error, response) => {
        if (error) reject(new Error(error.details || error.message));
        else resolve(response.getResponse_asU8());
      });
    });
  }
}

function writeOptions(registration: Registration): resourcepb.TransformResourceOptions {
  const options = new resourcepb.TransformResourceOptions();
  options.setDependsOnList(registration.dependencies);
  if (registration.protect !== undefined) options.setProtect(registration.protect);
  options.setIgnoreChangesList(registration.ignoreChanges);
  options.setReplaceOnChangesList(registration.replaceOnChanges);
  options.setVersion(registration.version);
  options.setAliasesList(registration.aliases.map(writeAlias));
  options.setProvider(registration.provider ?? "");
  const timeouts = new resourcepb.RegisterResourceRequest.CustomTimeouts();
  timeouts.setCreate(registration.customTimeouts.create);
  timeouts.setUpdate(registration.customTimeouts.update);
  timeouts.setDelete(registration.customTimeouts.delete);
  timeouts.setRead(registration.customTimeouts.read);
  options.setCustomTimeouts(timeouts);
  options.setPluginDownloadUrl(registration.downloadUrl);
  if (registration.retainOnDelete !== undefined) options.setRetainOnDelete(registration.retainOnDelete);
  options.setDeletedWith(registration.deletedWith ?? "");
  if (registration.deleteBeforeReplace !== undefined)
    options.setDeleteBeforeReplace(registration.deleteBeforeReplace);
  options.setAdditionalSecretOutputsList(registration.additionalSecretOutputs);
  const providers = options.getProvidersMap();
  for (const [name, reference] of Object.entries(registration.providers)) providers.set(name, reference);
  options.setImport(registration.importId);
  options.setHideDiffList(registration.hideDiff);
  return options;
}

function readOptions(options: resourcepb.TransformResourceOptions): Partial<Registration> {
  const providers: Record<string, string> = {};
  options.getProvidersMap().forEach((reference, name) => {
    providers[name] = reference;
  });
  return {
    dependencies: options.getDependsOnList(),
    protect: options.hasProtect() ? options.getProtect()! : false,
    ignoreChanges: options.getIgnoreChangesList(),
    replaceOnChanges: options.getReplaceOnChangesList(),
    version: options.getVersion(),
    aliases: options.getAliasesList().map(readAlias),
    provider: options.getProvider() || undefined,
    customTimeouts: timeoutTexts(options.getCustomTimeouts()),
    downloadUrl: options.getPluginDownloadUrl(),
    retainOnDelete: options.hasRetainOnDelete() ? options.getRetainOnDelete()! : false,
    deletedWith: options.getDeletedWith() || undefined,
    ...(options.hasDeleteBeforeReplace() ? { deleteBeforeReplace: options.getDeleteBeforeReplace()! } : {}),
    additionalSecretOutputs: options.getAdditionalSecretOutputsList(),
    providers,
    importId: options.getImport(),
    hideDiff: options.getHideDiffList(),
  };
}

function writeAlias(alias: Alias): aliaspb.Alias {
  const message = new aliaspb.Alias();
  if ("urn" in alias) {
    message.setUrn(alias.urn);
    return message;
  }
  const spec = new aliaspb.Alias.Spec();
  if (alias.name !== undefined) spec.setName(alias.name);
  if (alias.type !== undefined) spec.setType(alias.type);
  if (alias.stack !== undefined) spec.setStack(alias.stack);
  if (alias.project !== undefined) spec.setProject(alias.project);
  if (alias.parent !== undefined) spec.setParenturn(alias.parent);
  if (alias.noParent === true) spec.setNoparent(true);
  message.setSpec(spec);
  return message;
}
