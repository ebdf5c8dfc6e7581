import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import * as providerpb from "@pulumi/pulumi/proto/provider_pb";
import * as statuspb from "@pulumi/pulumi/proto/status_pb";
import * as anypb from "google-protobuf/google/protobuf/any_pb";
import { InitializationError, textOfReasons, UnimplementedError } from "./provider";
import { fromStruct, toStruct } from "./wire";

const DETAILS_KEY = "grpc-status-details-bin";
const INIT_FAILED_TYPE = "pulumirpc.ErrorResourceInitFailed";

/** Converts an error of a provider's call to a gRPC error that {@link fromServiceError} can convert back. */
export function toServiceError(error: unknown): Partial<ServiceError> {
  if (error instanceof UnimplementedError) return { code: status.UNIMPLEMENTED, details: error.message };
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof InitializationError)) return { code: status.UNKNOWN, details: message };

  const detail = new providerpb.ErrorResourceInitFailed()
    .setId(error.id)
    .setProperties(toStruct(error.properties))
    .setInputs(error.inputs && toStruct(error.inputs))
    .setReasonsList(error.reasons);
  const any = new anypb.Any();
  any.pack(detail.serializeBinary(), INIT_FAILED_TYPE);
  const rpcStatus = new statuspb.Status().setCode(status.UNKNOWN).setMessage(message).setDetailsList([any]);
  const metadata = new Metadata();
  metadata.add(DETAILS_KEY, Buffer.from(rpcStatus.serializeBinary()));
  return { code: status.UNKNOWN, details: message, metadata };
}

/** Converts a gRPC error to the error that the provider's call threw. */
export function fromServiceError(error: ServiceError, call: string): Error {
  if (error.code === status.UNIMPLEMENTED) return new UnimplementedError(call);
  const encoded = error.metadata?.get(DETAILS_KEY)[0];
  if (encoded !== undefined && typeof encoded !== "string") {
    for (const any of statuspb.Status.deserializeBinary(new Uint8Array(encoded)).getDetailsList()) {
      if (any.getTypeName() !== INIT_FAILED_TYPE) continue;
      const detail = providerpb.ErrorResourceInitFailed.deserializeBinary(any.getValue_asU8());
      return new InitializationError(
        `${textOfReasons(detail.getReasonsList())}\n`,
        detail.getId(),
        fromStruct(detail.getProperties()),
        detail.hasInputs() ? fromStruct(detail.getInputs()) : undefined,
        detail.getReasonsList(),
      );
    }
  }
  return new Error(error.details === "" ? error.message : error.details);
}
