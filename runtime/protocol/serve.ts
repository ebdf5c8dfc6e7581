import { credentials, type handleUnaryCall, status, type UntypedServiceImplementation } from "@grpc/grpc-js";
import * as enginerpc from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as enginepb from "@pulumi/pulumi/proto/engine_pb";
import * as pluginpb from "@pulumi/pulumi/proto/plugin_pb";
import * as providerrpc from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as providerpb from "@pulumi/pulumi/proto/provider_pb";
import * as emptypb from "google-protobuf/google/protobuf/empty_pb";
import { readMessage, writeMessage } from "./message";
import type { CreateProvider, LogSeverity, ProviderHost, ResourceProvider } from "./provider";
import { CLASSES, MESSAGES, type Method, nameAndType } from "./providerMessages";
import { CHANNEL_OPTIONS, listen, unaryWith } from "./rpcChannel";
import { toServiceError } from "./rpcErrors";

/**
 * Runs a provider as a plugin process: listens on a free port of 127.0.0.1, prints the port on standard output, and exits on
 * SIGTERM and SIGINT. The first command-line argument is the engine's address; without one, messages go to standard error until the
 * engine calls `Attach`.
 */
export function servePlugin(createProvider: CreateProvider): void {
  listenAsPlugin(createProvider).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  });
}

async function listenAsPlugin(createProvider: CreateProvider): Promise<void> {
  const host = new RemoteHost(process.argv[2]);
  const provider = createProvider(host);
  const { port, close } = await serveProvider(provider, host);
  const shutDown = () => {
    void provider.close().finally(() => {
      close();
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
    const request = new enginepb.LogRequest()
      .setSeverity(SEVERITIES[severity])
      .setMessage(message)
      .setUrn(urn ?? "")
      .setEphemeral(ephemeral === true);
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
export const serveProvider = (provider: ResourceProvider, host?: RemoteHost) =>
  listen((server) =>
    server.addService(providerrpc.ResourceProviderService, resourceProviderService(provider, host)),
  );

const unary = unaryWith(toServiceError);

function unimplemented(name: string): handleUnaryCall<unknown, unknown> {
  return (_call, callback) =>
    callback({ code: status.UNIMPLEMENTED, details: `the provider does not implement ${name}` });
}

/** Handlers that only convert messages; {@link resourceProviderService} replaces the one of configure. */
function methods(provider: ResourceProvider): UntypedServiceImplementation {
  const handlers = (Object.keys(MESSAGES) as Method[]).map((name) => {
    const { request, response } = MESSAGES[name];
    const call = (provider[name] as (plain: object) => Promise<object | void>).bind(provider);
    const handler = async (message: object) => {
      const plain: { urn?: string; name?: string } = readMessage(message, request);
      // Engines before 2024 send the name and type only within the URN.
      if (plain.urn !== undefined && plain.name === "") Object.assign(plain, nameAndType(plain.urn));
      return writeMessage(new CLASSES[name].responseType(), (await call(plain)) ?? {}, response);
    };
    return [name, unary(handler)];
  });
  return Object.fromEntries(handlers) as UntypedServiceImplementation;
}

function resourceProviderService(
  provider: ResourceProvider,
  host: RemoteHost | undefined,
): UntypedServiceImplementation {
  return {
    ...methods(provider),
    handshake: unary((request: providerpb.ProviderHandshakeRequest) => {
      if (request.getEngineAddress() !== "") host?.attach(request.getEngineAddress());
      if (host && request.hasRootDirectory()) host.rootDirectory = request.getRootDirectory()!;
      return new providerpb.ProviderHandshakeResponse()
        .setAcceptSecrets(true)
        .setAcceptResources(true)
        .setAcceptOutputs(true)
        .setSupportsAutonamingConfiguration(provider.supportsAutonaming === true);
    }),
    attach: unary((request: pluginpb.PluginAttach) => {
      host?.attach(request.getAddress());
      return new emptypb.Empty();
    }),
    getSchema: unary(async () => new providerpb.GetSchemaResponse().setSchema(await provider.getSchema())),
    configure: unary(async (request: providerpb.ConfigureRequest) => {
      const answer = await provider.configure(readMessage(request, MESSAGES.configure.request));
      return writeMessage(
        new providerpb.ConfigureResponse(),
        answer,
        MESSAGES.configure.response,
      ).setSupportsAutonamingConfiguration(provider.supportsAutonaming === true);
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
