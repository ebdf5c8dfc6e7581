import {
  credentials,
  type handleUnaryCall,
  type Server,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import * as enginerpc from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as enginepb from "@pulumi/pulumi/proto/engine_pb";
import * as pluginpb from "@pulumi/pulumi/proto/plugin_pb";
import * as providerrpc from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as providerpb from "@pulumi/pulumi/proto/provider_pb";
import * as emptypb from "google-protobuf/google/protobuf/empty_pb";
import { diffChanges, diffKinds, namingModes } from "./enums";
import { unaryWith } from "./unary";
import type {
  CheckFailure,
  CheckRequest,
  CreateProvider,
  DiffResponse,
  LogSeverity,
  ProviderHost,
  ResourceProvider,
} from "./provider";
import { CHANNEL_OPTIONS, listen } from "./rpcChannel";
import { toServiceError } from "./rpcErrors";
import { fromStruct, toStruct } from "./wire";

/**
 * Runs a provider as a plugin process: listens on a free port of 127.0.0.1, prints the port on standard output, and exits on
 * SIGTERM and SIGINT. The first command-line argument is the engine's address; without one, messages go to standard error until the
 * engine calls `Attach`.
 */
export async function servePlugin(createProvider: CreateProvider): Promise<void> {
  const host = new RemoteHost(process.argv[2]);
  const provider = createProvider(host);
  const { server, port } = await serveProvider(provider, host);
  const shutDown = () => {
    void provider.close().finally(() => {
      server.forceShutdown();
      process.exit(0);
    });
  };
  process.on("SIGTERM", shutDown);
  // The official CLI ends plugins with SIGINT and waits five seconds for them. A Ctrl-C in the terminal does not reach this
  // process: both engines start plugins in their own process groups.
  process.on("SIGINT", shutDown);
  process.stdout.write(`${port}\n`);
}

/** The engine's services in a plugin process: messages go to its Engine service. */
export class RemoteHost implements ProviderHost {
  rootDirectory = process.cwd();
  readonly packageConfig = configFromEnvironment();
  private engine: enginerpc.EngineClient | undefined;

  /** @param address the engine's, `127.0.0.1:PORT`; without it, messages go to standard error until {@link attach} */
  constructor(address: string | undefined) {
    if (address !== undefined && address !== "") this.attach(address);
  }

  attach(address: string): void {
    this.engine = new enginerpc.EngineClient(address, credentials.createInsecure(), CHANNEL_OPTIONS);
  }

  log(
    severity: LogSeverity,
    message: string,
    { urn, ephemeral }: { urn?: string; ephemeral?: boolean } = {},
  ): void {
    if (!this.engine) {
      process.stderr.write(`${severity}: ${message}\n`);
      return;
    }
    const request = new enginepb.LogRequest();
    request.setSeverity(SEVERITIES[severity]);
    request.setMessage(message);
    if (urn !== undefined) request.setUrn(urn);
    request.setEphemeral(ephemeral === true);
    this.engine.log(request, () => undefined); // The engine can have ended.
  }
}

/** The engine passes the package's configuration in `PULUMI_CONFIG`, as JSON. */
function configFromEnvironment(): Record<string, string> {
  try {
    return JSON.parse(process.env.PULUMI_CONFIG ?? "{}") as Record<string, string>;
  } catch {
    return {};
  }
}

const SEVERITIES: Record<LogSeverity, enginepb.LogSeverity> = {
  debug: enginepb.LogSeverity.DEBUG,
  info: enginepb.LogSeverity.INFO,
  warning: enginepb.LogSeverity.WARNING,
  error: enginepb.LogSeverity.ERROR,
};

/** Starts a gRPC server for a provider on a free port of 127.0.0.1. */
export async function serveProvider(
  provider: ResourceProvider,
  host?: RemoteHost,
): Promise<{ server: Server; port: number }> {
  return listen((server) =>
    server.addService(providerrpc.ResourceProviderService, resourceProviderService(provider, host)),
  );
}

const unary = unaryWith(toServiceError);

function unimplemented(name: string): handleUnaryCall<unknown, unknown> {
  return (_call, callback) =>
    callback({ code: status.UNIMPLEMENTED, details: `the provider does not implement ${name}` });
}

function resourceProviderService(
  provider: ResourceProvider,
  host: RemoteHost | undefined,
): UntypedServiceImplementation {
  return {
    handshake: unary((request: providerpb.ProviderHandshakeRequest) => {
      if (request.getEngineAddress() !== "") host?.attach(request.getEngineAddress());
      if (host && request.hasRootDirectory()) host.rootDirectory = request.getRootDirectory()!;
      const response = new providerpb.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      response.setAcceptResources(true);
      response.setAcceptOutputs(true);
      response.setSupportsAutonamingConfiguration(provider.supportsAutonaming === true);
      return response;
    }),
    attach: unary((request: pluginpb.PluginAttach) => {
      host?.attach(request.getAddress());
      return new emptypb.Empty();
    }),
    getPluginInfo: unary(async () => {
      const response = new pluginpb.PluginInfo();
      response.setVersion((await provider.getPluginInfo()).version);
      return response;
    }),
    getSchema: unary(async () => {
      const response = new providerpb.GetSchemaResponse();
      response.setSchema(await provider.getSchema());
      return response;
    }),
    checkConfig: unary(async (request: providerpb.CheckRequest) =>
      checkResponse(await provider.checkConfig(checkRequest(request))),
    ),
    diffConfig: unary(async (request: providerpb.DiffRequest) =>
      diffResponse(await provider.diffConfig(diffRequest(request))),
    ),
    configure: unary(async (request: providerpb.ConfigureRequest) => {
      const answer = await provider.configure({
        args: fromStruct(request.getArgs()),
        ...(request.hasId() ? { id: request.getId() } : {}),
        ...(request.hasUrn() ? { urn: request.getUrn() } : {}),
      });
      const response = new providerpb.ConfigureResponse();
      response.setAcceptsecrets(answer.acceptSecrets);
      response.setAcceptresources(answer.acceptResources);
      response.setAcceptoutputs(answer.acceptOutputs);
      response.setSupportspreview(answer.supportsPreview);
      response.setSupportsAutonamingConfiguration(provider.supportsAutonaming === true);
      return response;
    }),
    invoke: unary(async (request: providerpb.InvokeRequest) => {
      const answer = await provider.invoke({
        token: request.getTok(),
        args: fromStruct(request.getArgs()),
        preview: request.getPreview(),
      });
      const response = new providerpb.InvokeResponse();
      response.setReturn(toStruct(answer.return));
      response.setFailuresList(answer.failures.map(checkFailure));
      return response;
    }),
    check: unary(async (request: providerpb.CheckRequest) =>
      checkResponse(await provider.check(checkRequest(request))),
    ),
    diff: unary(async (request: providerpb.DiffRequest) =>
      diffResponse(await provider.diff(diffRequest(request))),
    ),
    create: unary(async (request: providerpb.CreateRequest) => {
      const answer = await provider.create({
        ...identity(request),
        properties: fromStruct(request.getProperties()),
        timeout: request.getTimeout(),
        preview: request.getPreview(),
      });
      const response = new providerpb.CreateResponse();
      response.setId(answer.id);
      response.setProperties(toStruct(answer.properties));
      return response;
    }),
    read: unary(async (request: providerpb.ReadRequest) => {
      const answer = await provider.read({
        ...identity(request),
        id: request.getId(),
        properties: fromStruct(request.getProperties()),
        inputs: fromStruct(request.getInputs()),
        timeout: request.getTimeout(),
      });
      const response = new providerpb.ReadResponse();
      response.setId(answer.id);
      response.setProperties(toStruct(answer.properties));
      if (answer.inputs) response.setInputs(toStruct(answer.inputs));
      return response;
    }),
    update: unary(async (request: providerpb.UpdateRequest) => {
      const answer = await provider.update({
        ...identity(request),
        id: request.getId(),
        oldInputs: fromStruct(request.getOldInputs()),
        oldOutputs: fromStruct(request.getOlds()),
        news: fromStruct(request.getNews()),
        ignoreChanges: request.getIgnorechangesList(),
        timeout: request.getTimeout(),
        preview: request.getPreview(),
      });
      const response = new providerpb.UpdateResponse();
      response.setProperties(toStruct(answer.properties));
      return response;
    }),
    delete: unary(async (request: providerpb.DeleteRequest) => {
      await provider.delete({
        ...identity(request),
        id: request.getId(),
        oldInputs: fromStruct(request.getOldInputs()),
        properties: fromStruct(request.getProperties()),
        timeout: request.getTimeout(),
      });
      return new emptypb.Empty();
    }),
    cancel: unary(async () => {
      await provider.cancel();
      return new emptypb.Empty();
    }),
    parameterize: unimplemented("Parameterize"),
    construct: unimplemented("Construct"),
    call: unimplemented("Call"),
    getMapping: unary(() => new providerpb.GetMappingResponse()),
    getMappings: unary(() => new providerpb.GetMappingsResponse()),
    list: (call: { emit(event: "error", error: object): void }) =>
      call.emit("error", {
        code: status.UNIMPLEMENTED,
        details: "the provider does not implement List",
      }),
  };
}

/** Engines before 2024 send the name and type only within the URN. */
function identity(request: { getUrn(): string; getName(): string; getType(): string }): {
  urn: string;
  name: string;
  type: string;
} {
  const urn = request.getUrn();
  const parts = urn.split("::");
  return {
    urn,
    name: request.getName() || parts.slice(3).join("::"),
    type: request.getType() || (parts[2] ?? "").split("$").pop()!,
  };
}

function checkRequest(request: providerpb.CheckRequest): CheckRequest {
  const autonaming = request.getAutonaming();
  return {
    ...identity(request),
    ...(request.hasOlds() ? { olds: fromStruct(request.getOlds()) } : {}),
    news: fromStruct(request.getNews()),
    randomSeed: request.getRandomseed_asU8(),
    ...(autonaming
      ? {
          autonaming: {
            proposedName: autonaming.getProposedName(),
            mode: namingModes.nameOf(autonaming.getMode()),
          },
        }
      : {}),
  };
}

function diffRequest(request: providerpb.DiffRequest) {
  return {
    ...identity(request),
    id: request.getId(),
    oldInputs: fromStruct(request.getOldInputs()),
    oldOutputs: fromStruct(request.getOlds()),
    news: fromStruct(request.getNews()),
    ignoreChanges: request.getIgnorechangesList(),
  };
}

function checkFailure(failure: CheckFailure): providerpb.CheckFailure {
  const message = new providerpb.CheckFailure();
  message.setProperty(failure.property);
  message.setReason(failure.reason);
  return message;
}

function checkResponse(answer: Awaited<ReturnType<ResourceProvider["check"]>>): providerpb.CheckResponse {
  const response = new providerpb.CheckResponse();
  response.setInputs(toStruct(answer.inputs));
  response.setFailuresList(answer.failures.map(checkFailure));
  return response;
}

function diffResponse(answer: DiffResponse): providerpb.DiffResponse {
  const response = new providerpb.DiffResponse();
  response.setChanges(diffChanges.numberOf(answer.changes));
  response.setReplacesList(answer.replaces);
  response.setStablesList(answer.stables);
  response.setDiffsList(answer.diffs);
  response.setDeletebeforereplace(answer.deleteBeforeReplace);
  if (answer.detailedDiff) {
    response.setHasdetaileddiff(true);
    for (const [path, diff] of Object.entries(answer.detailedDiff)) {
      const message = new providerpb.PropertyDiff();
      message.setKind(diffKinds.numberOf(diff.kind));
      message.setInputdiff(diff.inputDiff);
      response.getDetaileddiffMap().set(path, message);
    }
  }
  return response;
}
