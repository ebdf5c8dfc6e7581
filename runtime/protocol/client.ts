import { credentials, type ServiceError } from "@grpc/grpc-js";
import * as providerrpc from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as providerpb from "@pulumi/pulumi/proto/provider_pb";
import { readMessage, writeMessage } from "./message";
import { type ResourceProvider, UnimplementedError } from "./provider";
import { CLASSES, MESSAGES, type Method, nameAndType, type Request, type Response } from "./providerMessages";
import { CHANNEL_OPTIONS } from "./rpcChannel";
import { fromServiceError } from "./rpcErrors";
import { containsSecrets, type PropertyMap, removeOutputValues, Secret, unwrap } from "./values";
import { type MarshalOptions, toJson } from "./wire";

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
  async handshake({ engineAddress, rootDirectory, programDirectory }: Handshake): Promise<void> {
    const request = new providerpb.ProviderHandshakeRequest()
      .setEngineAddress(engineAddress)
      .setConfigureWithUrn(true)
      .setInvokeWithPreview(true);
    if (rootDirectory !== undefined) request.setRootDirectory(rootDirectory);
    if (programDirectory !== undefined) request.setProgramDirectory(programDirectory);
    try {
      const response = await this.send<providerpb.ProviderHandshakeResponse>("handshake", request);
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

  getPluginInfo = () => this.call("getPluginInfo", {});
  checkConfig = (request: Request<"checkConfig">) => this.checkWith("checkConfig", request);
  diffConfig = (request: Request<"diffConfig">) => this.call("diffConfig", request);
  invoke = (request: Request<"invoke">) => this.call("invoke", request);
  check = (request: Request<"check">) => this.checkWith("check", request);
  diff = (request: Request<"diff">) => this.call("diff", request);

  async getSchema(): Promise<string> {
    const request = new providerpb.GetSchemaRequest();
    return (await this.send<providerpb.GetSchemaResponse>("getSchema", request)).getSchema();
  }

  async configure({ args, id, urn }: Request<"configure">): Promise<Response<"configure">> {
    const resolved = removeOutputValues(args) as PropertyMap;
    const options = { keepOutputValues: false, keepSecrets: this.marshal.keepSecrets };
    const request = new providerpb.ConfigureRequest()
      .setAcceptsecrets(true)
      .setAcceptresources(true)
      .setSendsOldInputs(true)
      .setSendsOldInputsToDelete(true);
    writeMessage(request, { args: resolved, id, urn }, MESSAGES.configure.request, options);
    const { name, type } = nameAndType(urn ?? "");
    if (urn !== undefined) request.setName(name).setType(type);
    const variables = request.getVariablesMap();
    for (const [key, value] of Object.entries(configVariables(resolved, type))) variables.set(key, value);
    const response = await this.send<providerpb.ConfigureResponse>("configure", request);
    const accepted = readMessage(response, MESSAGES.configure.response);
    this.supportsAutonaming ??= response.getSupportsAutonamingConfiguration();
    this.marshal = {
      keepSecrets: accepted.acceptSecrets,
      keepResources: accepted.acceptResources,
      keepOutputValues: accepted.acceptOutputs,
    };
    return accepted;
  }

  async create(request: Request<"create">): Promise<Response<"create">> {
    const { id, properties } = await this.call("create", request);
    return { id, properties: this.restoreSecrets(properties, request.properties) };
  }

  async read(request: Request<"read">): Promise<Response<"read">> {
    const { id, properties, inputs } = await this.call("read", request);
    return {
      id,
      properties: this.restoreSecrets(properties, request.properties),
      inputs: inputs && this.restoreSecrets(inputs, request.inputs),
    };
  }

  async update(request: Request<"update">): Promise<Response<"update">> {
    const { properties } = await this.call("update", request);
    return { properties: this.restoreSecrets(properties, request.news) };
  }

  async delete(request: Request<"delete">): Promise<void> {
    await this.call("delete", request);
  }

  async cancel(): Promise<void> {
    await this.call("cancel", {});
  }

  async close(): Promise<void> {
    this.client.close();
    await this.onClose();
  }

  private async checkWith(method: "check" | "checkConfig", request: Request<"check">) {
    // Servers of older SDKs fail without olds.
    const { inputs, failures } = await this.call(method, { ...request, olds: request.olds ?? {} });
    return { inputs: this.restoreSecrets(inputs, request.news), failures };
  }

  /** Marks values secret again, by top-level key, if the provider does not support secrets and returns plain values. */
  private restoreSecrets(answer: PropertyMap, sent: PropertyMap): PropertyMap {
    return this.marshal.keepSecrets === false ? withSecretsOf(answer, sent) : answer;
  }

  private async call<Name extends Method>(method: Name, request: Request<Name>): Promise<Response<Name>> {
    const { request: sent, response: received } = MESSAGES[method];
    const message = writeMessage(new CLASSES[method].requestType(), request, sent, this.marshal);
    return readMessage(await this.send(method, message), received);
  }

  private async send<Message>(method: string, request: unknown): Promise<Message> {
    const client = this.client as unknown as Record<
      string,
      (request: unknown, callback: (error: ServiceError | null, response: Message) => void) => void
    >;
    return new Promise<Message>((resolve, reject) => {
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

/** The arguments in the format of old plugins: `PACKAGE:config:KEY` with a string, or JSON for other values. */
function configVariables(args: PropertyMap, providerType: string): Record<string, string> {
  const packageName = providerType.replace(/^pulumi:providers:/, "");
  const variables: Record<string, string> = {};
  for (const [key, value] of Object.entries(args)) {
    if (key === "version" || key.startsWith("__")) continue;
    const plain = unwrap(value);
    variables[`${packageName}:config:${key}`] =
      typeof plain === "string" ? plain : JSON.stringify(toJson(plain, { keepSecrets: false }));
  }
  return variables;
}
