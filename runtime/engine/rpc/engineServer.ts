import type { handleUnaryCall, Server } from "@grpc/grpc-js";
import * as enginerpc from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as enginepb from "@pulumi/pulumi/proto/engine_pb";
import * as emptypb from "google-protobuf/google/protobuf/empty_pb";
import { listen } from "../../protocol/rpcChannel";
import type { EngineEvent, EventSink } from "../model/events";
import { unary, unsupported } from "./handlers";

type Severity = Extract<EngineEvent, { type: "diagnostic" }>["severity"];
const SEVERITIES: Record<number, Severity> = {
  [enginepb.LogSeverity.DEBUG]: "debug",
  [enginepb.LogSeverity.INFO]: "info",
  [enginepb.LogSeverity.WARNING]: "warning",
  [enginepb.LogSeverity.ERROR]: "error",
};

/** The `Engine` service: receives messages of programs and plugins, and keeps the URN of the stack's resource. */
export class EngineServer {
  private constructor(
    private readonly server: Server,
    readonly address: string,
  ) {}

  static async start(events: EventSink): Promise<EngineServer> {
    let rootResource = "";
    const log: handleUnaryCall<enginepb.LogRequest, emptypb.Empty> = unary((request) => {
      const urn = request.getUrn();
      events({
        type: "diagnostic",
        ...(urn !== "" ? { urn } : {}),
        severity: SEVERITIES[request.getSeverity()] ?? "info",
        message: request.getMessage(),
        streamId: request.getStreamid(),
        ephemeral: request.getEphemeral(),
      });
      return new emptypb.Empty();
    });
    const { server, port } = await listen((grpcServer) =>
      grpcServer.addService(enginerpc.EngineService, {
        log,
        getRootResource: unary(() => {
          const response = new enginepb.GetRootResourceResponse();
          response.setUrn(rootResource);
          return response;
        }),
        setRootResource: unary((request: enginepb.SetRootResourceRequest) => {
          rootResource = request.getUrn();
          return new enginepb.SetRootResourceResponse();
        }),
        startDebugging: unsupported("debuggers"),
        requirePulumiVersion: unsupported("requirePulumiVersion"),
      }),
    );
    return new EngineServer(server, `127.0.0.1:${port}`);
  }

  async close(): Promise<void> {
    this.server.forceShutdown();
  }
}
