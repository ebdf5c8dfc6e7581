import * as enginerpc from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as enginepb from "@pulumi/pulumi/proto/engine_pb";
import * as emptypb from "google-protobuf/google/protobuf/empty_pb";
import { listen } from "../../protocol/rpcChannel";
import type { EventSink, Severity } from "../model/events";
import { unary, unsupported } from "./handlers";

const SEVERITIES: Record<number, Severity> = {
  [enginepb.LogSeverity.DEBUG]: "debug",
  [enginepb.LogSeverity.INFO]: "info",
  [enginepb.LogSeverity.WARNING]: "warning",
  [enginepb.LogSeverity.ERROR]: "error",
};

/** Starts the `Engine` service: it receives messages of programs and plugins, and keeps the URN of the stack's resource. */
export function startEngineServer(events: EventSink) {
  let rootResource = "";
  return listen((server) =>
    server.addService(enginerpc.EngineService, {
      log: unary((request: enginepb.LogRequest) => {
        events({
          type: "diagnostic",
          urn: request.getUrn() || undefined,
          severity: SEVERITIES[request.getSeverity()] ?? "info",
          message: request.getMessage(),
          streamId: request.getStreamid(),
          ephemeral: request.getEphemeral(),
        });
        return new emptypb.Empty();
      }),
      getRootResource: unary(() => new enginepb.GetRootResourceResponse().setUrn(rootResource)),
      setRootResource: unary((request: enginepb.SetRootResourceRequest) => {
        rootResource = request.getUrn();
        return new enginepb.SetRootResourceResponse();
      }),
      startDebugging: unsupported("debuggers"),
      requirePulumiVersion: unsupported("requirePulumiVersion"),
    }),
  );
}
