import { type Client, credentials, type ServiceError } from "@grpc/grpc-js";
import * as providerrpc from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as providerpb from "@pulumi/pulumi/proto/provider_pb";
import * as emptypb from "google-protobuf/google/protobuf/empty_pb";
import { diffChanges, diffKinds, namingModes } from "./enums";
import {
  type CheckRequest,
  type CheckResponse,
  type ConfigureRequest,
  type ConfigureResponse,
  type CreateRequest,
  type CreateResponse,
  type DeleteRequest,
  type DiffRequest,
  type DiffResponse,
  type InvokeRequest,
  type InvokeResponse,
  type PropertyDiff,
  type ReadRequest,
  type ReadResponse,
  type ResourceIdentity,
  type ResourceProvider,
  UnimplementedError,
  type UpdateRequest,
  type UpdateResponse,
} from "./provider";
import { CHANNEL_OPTIONS } from "./rpcChannel";
import { fromServiceError } from "./rpcErrors";
import { containsSecrets, type PropertyMap, removeOutputValues, Secret, unwrap } from "./values";
import { fromStruct, type MarshalOptions, toJson, toStruct } from "./wire";

/** What the engine sends to a plugin when it connects. */
export interface Handshake {
  /** Address of the Engine service, `127.0.0.1:PORT`. */
  engineAddress: string;
  /** The plugin's folder, in which it can have files. */
  rootDirectory?: string;
  programDirectory?: string;
}

/**
 * A provider behind a gRPC channel. The responses of the handshake and of {@link configure} decide whether the client sends
 * secrets, resource references and output values as such; before that it sends plain values.
 */
export class GrpcProvider implements ResourceProvider {
  private readonly client: providerrpc.ResourceProviderClient;
  private marshal: MarshalOptions = { keepSecrets: false, keepResources: false, keepOutputValues: false };
  private accepted: ConfigureResponse | undefined;
  /** What the handshake says, else the response of {@link configure}. */
  supportsAutonaming?: boolean;

  /**
   * @param address `127.0.0.1:PORT`
   * @param onClose stops the plugin's process; called by {@link close}
   */
  constructor(
    address: string,
    private readonly onClose: () => Promise<void> = async () => undefined,
  ) {
    this.client = new providerrpc.ResourceProviderClient(
      address,
      credentials.createInsecure(),
      CHANNEL_OPTIONS,
    );
  }

  /** Sends the handshake; plugins need not support it. */
  async handshake(handshake: Handshake): Promise<void> {
    const request = new providerpb.ProviderHandshakeRequest();
    request.setEngineAddress(handshake.engineAddress);
    if (handshake.rootDirectory !== undefined) request.setRootDirectory(handshake.rootDirectory);
    if (handshake.programDirectory !== undefined) request.setProgramDirectory(handshake.programDirectory);
    request.setConfigureWithUrn(true);
    request.setInvokeWithPreview(true);
    try {
      const response = await this.call<providerpb.ProviderHandshakeResponse>("handshake", request);
      this.marshal = {
        keepSecrets: response.getAcceptSecrets(),
        keepResources: response.getAcceptResources(),
        keepOutputValues: response.getAcceptOutputs(),
      };
      this.supportsAutonaming = response.getSupportsAutonamingConfiguration();
    } catch (error) {
      if (!(error instanceof UnimplementedError)) throw error;
    }
  }

  async getPluginInfo(): Promise<{ version: string }> {
    const response = await this.call<{ getVersion(): string }>("getPluginInfo", new emptypb.Empty());
    return { version: response.getVersion() };
  }

  async getSchema(): Promise<string> {
    const request = new providerpb.GetSchemaRequest();
    return (await this.call<providerpb.GetSchemaResponse>("getSchema", request)).getSchema();
  }

  async checkConfig(request: CheckRequest): Promise<CheckResponse> {
    return this.checkCall("checkConfig", request);
  }

  async diffConfig(request: DiffRequest): Promise<DiffResponse> {
    return this.diffCall("diffConfig", request);
  }

  async configure({ args, id, urn }: ConfigureRequest): Promise<ConfigureResponse> {
    const request = new providerpb.ConfigureRequest();
    request.setAcceptsecrets(true);
    request.setAcceptresources(true);
    request.setSendsOldInputs(true);
    request.setSendsOldInputsToDelete(true);
    const resolved = removeOutputValues(args) as PropertyMap;
    request.setArgs(toStruct(resolved, { keepOutputValues: false, keepSecrets: this.marshal.keepSecrets }));
    const variables = request.getVariablesMap();
    for (const [key, value] of Object.entries(configVariables(resolved, urn))) variables.set(key, value);
    if (id !== undefined) request.setId(id);
    if (urn !== undefined) {
      request.setUrn(urn);
      const parts = urn.split("::");
      request.setName(parts.slice(3).join("::"));
      request.setType((parts[2] ?? "").split("$").pop()!);
    }
    const response = await this.call<providerpb.ConfigureResponse>("configure", request);
    this.accepted = {
      acceptSecrets: response.getAcceptsecrets(),
      acceptResources: response.getAcceptresources(),
      acceptOutputs: response.getAcceptoutputs(),
      supportsPreview: response.getSupportspreview(),
    };
    this.supportsAutonaming ??= response.getSupportsAutonamingConfiguration();
    this.marshal = {
      keepSecrets: this.accepted.acceptSecrets,
      keepResources: this.accepted.acceptResources,
      keepOutputValues: this.accepted.acceptOutputs,
    };
    return this.accepted;
  }

  async invoke({ token, args, preview }: InvokeRequest): Promise<InvokeResponse> {
    const request = new providerpb.InvokeRequest();
    request.setTok(token);
    request.setArgs(this.struct(args));
    request.setPreview(preview === true);
    const response = await this.call<providerpb.InvokeResponse>("invoke", request);
    return { return: fromStruct(response.getReturn()), failures: failures(response) };
  }

  async check(request: CheckRequest): Promise<CheckResponse> {
    return this.checkCall("check", request);
  }

  async diff(request: DiffRequest): Promise<DiffResponse> {
    return this.diffCall("diff", request);
  }

  async create(request: CreateRequest): Promise<CreateResponse> {
    const message = identify(new providerpb.CreateRequest(), request);
    message.setProperties(this.struct(request.properties));
    message.setTimeout(request.timeout);
    message.setPreview(request.preview);
    const response = await this.call<providerpb.CreateResponse>("create", message);
    return {
      id: response.getId(),
      properties: this.restoreSecrets(fromStruct(response.getProperties()), request.properties),
    };
  }

  async read(request: ReadRequest): Promise<ReadResponse> {
    const message = identify(new providerpb.ReadRequest(), request);
    message.setId(request.id);
    message.setProperties(this.struct(request.properties));
    message.setInputs(this.struct(request.inputs));
    message.setTimeout(request.timeout);
    const response = await this.call<providerpb.ReadResponse>("read", message);
    const inputs = response.hasInputs() ? fromStruct(response.getInputs()) : undefined;
    return {
      id: response.getId(),
      properties: this.restoreSecrets(fromStruct(response.getProperties()), request.properties),
      ...(inputs ? { inputs: this.restoreSecrets(inputs, request.inputs) } : {}),
    };
  }

  async update(request: UpdateRequest): Promise<UpdateResponse> {
    const message = identify(new providerpb.UpdateRequest(), request);
    message.setId(request.id);
    message.setOlds(this.struct(request.oldOutputs));
    message.setOldInputs(this.struct(request.oldInputs));
    message.setNews(this.struct(request.news));
    message.setIgnorechangesList(request.ignoreChanges);
    message.setTimeout(request.timeout);
    message.setPreview(request.preview);
    const response = await this.call<providerpb.UpdateResponse>("update", message);
    return { properties: this.restoreSecrets(fromStruct(response.getProperties()), request.news) };
  }

  async delete(request: DeleteRequest): Promise<void> {
    const message = identify(new providerpb.DeleteRequest(), request);
    message.setId(request.id);
    message.setOldInputs(this.struct(request.oldInputs));
    message.setProperties(this.struct(request.properties));
    message.setTimeout(request.timeout);
    await this.call("delete", message);
  }

  async cancel(): Promise<void> {
    await this.call("cancel", new emptypb.Empty());
  }

  async close(): Promise<void> {
    this.client.close();
    await this.onClose();
  }

  private async checkCall(call: "check" | "checkConfig", request: CheckRequest): Promise<CheckResponse> {
    const message = identify(new providerpb.CheckRequest(), request);
    // Servers of older SDKs fail without olds.
    message.setOlds(this.struct(request.olds ?? {}));
    message.setNews(this.struct(request.news));
    message.setRandomseed(request.randomSeed);
    if (request.autonaming) message.setAutonaming(autonamingOptions(request.autonaming));
    const response = await this.call<providerpb.CheckResponse>(call, message);
    return {
      inputs: this.restoreSecrets(fromStruct(response.getInputs()), request.news),
      failures: failures(response),
    };
  }

  private async diffCall(call: "diff" | "diffConfig", request: DiffRequest): Promise<DiffResponse> {
    const message = identify(new providerpb.DiffRequest(), request);
    message.setId(request.id);
    message.setOlds(this.struct(request.oldOutputs));
    message.setOldInputs(this.struct(request.oldInputs));
    message.setNews(this.struct(request.news));
    message.setIgnorechangesList(request.ignoreChanges);
    const response = await this.call<providerpb.DiffResponse>(call, message);
    const detailed: Record<string, PropertyDiff> = {};
    response.getDetaileddiffMap().forEach((diff, path) => {
      detailed[path] = { kind: diffKinds.nameOf(diff.getKind()), inputDiff: diff.getInputdiff() };
    });
    return {
      changes: diffChanges.nameOf(response.getChanges()),
      replaces: response.getReplacesList(),
      stables: response.getStablesList(),
      diffs: response.getDiffsList(),
      deleteBeforeReplace: response.getDeletebeforereplace(),
      ...(response.getHasdetaileddiff() || Object.keys(detailed).length > 0
        ? { detailedDiff: detailed }
        : {}),
    };
  }

  private struct(map: PropertyMap) {
    return toStruct(map, this.marshal);
  }

  /** Marks values secret again, by top-level key, if the provider does not support secrets and returns plain values. */
  private restoreSecrets(answer: PropertyMap, sent: PropertyMap): PropertyMap {
    return this.marshal.keepSecrets === false ? withSecretsOf(answer, sent) : answer;
  }

  private async call<Response>(method: string, request: object): Promise<Response> {
    const client = this.client as unknown as Record<
      string,
      (request: object, callback: (error: ServiceError | null, response: Response) => void) => void
    > &
      Client;
    return new Promise<Response>((resolve, reject) => {
      client[method]!(request, (error, response) => {
        if (error) reject(fromServiceError(error, method));
        else resolve(response);
      });
    });
  }
}

/** Marks the top-level properties secret whose value in `source` is or contains a secret. */
function withSecretsOf(map: PropertyMap, source: PropertyMap): PropertyMap {
  const result: PropertyMap = {};
  for (const [key, value] of Object.entries(map)) {
    const original = source[key];
    const secret = original !== undefined && containsSecrets(original) && !containsSecrets(value);
    result[key] = secret ? new Secret(value) : value;
  }
  return result;
}

function identify<
  M extends { setUrn(v: string): unknown; setName(v: string): unknown; setType(v: string): unknown },
>(message: M, { urn, name, type }: ResourceIdentity): M {
  message.setUrn(urn);
  message.setName(name);
  message.setType(type);
  return message;
}

/** The arguments in the format of old plugins: `PACKAGE:config:KEY` with a string, or JSON for other values. */
function configVariables(args: PropertyMap, urn: string | undefined): Record<string, string> {
  const type = urn === undefined ? "" : ((urn.split("::")[2] ?? "").split("$").pop() ?? "");
  const packageName = type.startsWith("pulumi:providers:") ? type.slice("pulumi:providers:".length) : type;
  const variables: Record<string, string> = {};
  for (const [key, value] of Object.entries(args)) {
    if (key === "version" || key.startsWith("__")) continue;
    const plain = unwrap(value);
    variables[`${packageName}:config:${key}`] =
      typeof plain === "string" ? plain : JSON.stringify(toJson(plain, { keepSecrets: false }));
  }
  return variables;
}

function autonamingOptions({ proposedName, mode }: NonNullable<CheckRequest["autonaming"]>) {
  const options = new providerpb.CheckRequest.AutonamingOptions();
  options.setProposedName(proposedName);
  options.setMode(namingModes.numberOf(mode));
  return options;
}

function failures(response: { getFailuresList(): providerpb.CheckFailure[] }) {
  return response.getFailuresList().map((f) => ({ property: f.getProperty(), reason: f.getReason() }));
}
