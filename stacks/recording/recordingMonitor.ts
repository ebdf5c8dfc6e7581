import * as grpc from "@grpc/grpc-js";
import { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb";
import { type Callback, CallbackInvokeRequest } from "@pulumi/pulumi/proto/callback_pb";
import { CallResponse, InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import * as proto from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { withOutputValues } from "./outputValues";

/** A resource as a program registered it, transforms applied. */
export interface RecordedResource {
  urn: string;
  /** Pulumi's type token, as in `kubernetes:apps/v1:Deployment`. */
  type: string;
  name: string;
  /** False for a component. */
  custom: boolean;
  /** The parent's URN; "" for the stack. */
  parent: string;
  /** The provider's reference, `URN::ID`; "" for the default provider. */
  provider: string;
  /** URNs of the resources that it depends on. */
  dependencies: string[];
  /** Plain values, including those of secrets; an unknown value is Pulumi's unknown value. */
  inputs: Record<string, unknown>;
}

type Reply<Response> = (error: Partial<grpc.ServiceError> | null, response?: Response) => void;

/** The supported features. Without those of secrets and references, the SDK sends plain values. */
const FEATURES = new Set([
  "transforms",
  "deletedWith",
  "replaceWith",
  "aliasSpecs",
  "parameterization",
  "resourceHooks",
]);

/**
 * Pulumi's resource monitor for a program in the same process: answers like an engine in a preview of a new stack and
 * records registrations. It calls transforms in the order of the engine: those of the resource, its parents, the stack.
 */
export class RecordingMonitor {
  /** In the order of registration. */
  readonly resources: RecordedResource[] = [];
  /** The errors of registrations, in order. */
  readonly failures: Error[] = [];

  private readonly byUrn = new Map<string, RecordedResource>();
  private readonly transforms = new Map<string, Callback[]>();
  private readonly stackTransforms: Callback[] = [];
  private readonly clients = new Map<string, CallbacksClient>();

  constructor(
    private readonly project: string,
    private readonly stack: string,
  ) {}

  /** Ends the connections to the program's callbacks. */
  close(): void {
    for (const client of this.clients.values()) client.close();
  }

  supportsFeature(request: proto.SupportsFeatureRequest, reply: Reply<proto.SupportsFeatureResponse>): void {
    const response = new proto.SupportsFeatureResponse();
    response.setHassupport(FEATURES.has(request.getId()));
    reply(null, response);
  }

  registerResource(
    request: proto.RegisterResourceRequest,
    reply: Reply<proto.RegisterResourceResponse>,
  ): void {
    this.register(request).then(
      (response) => reply(null, response),
      (error: Error) => {
        // The program continues, because the SDK turns an error into an unhandled rejection, which ends the process
        // before the recording reports it.
        this.failures.push(error);
        reply(null, this.response(request, request.getObject() ?? new Struct()));
      },
    );
  }

  /** Reads a resource outside the stack. Without a cluster only its name is known. */
  readResource(request: proto.ReadResourceRequest, reply: Reply<proto.ReadResourceResponse>): void {
    const response = new proto.ReadResourceResponse();
    response.setUrn(this.urn(request.getParent(), request.getType(), request.getName()));
    response.setProperties(request.getProperties() ?? new Struct());
    reply(null, response);
  }

  registerResourceOutputs(_request: proto.RegisterResourceOutputsRequest, reply: Reply<Empty>): void {
    reply(null, new Empty());
  }

  registerStackTransform(request: Callback, reply: Reply<Empty>): void {
    this.stackTransforms.push(request);
    reply(null, new Empty());
  }

  registerResourceHook(_request: proto.RegisterResourceHookRequest, reply: Reply<Empty>): void {
    reply(null, new Empty());
  }

  registerPackage(request: proto.RegisterPackageRequest, reply: Reply<proto.RegisterPackageResponse>): void {
    const response = new proto.RegisterPackageResponse();
    response.setRef(`${request.getName()}@${request.getVersion()}`);
    reply(null, response);
  }

  invoke(request: proto.ResourceInvokeRequest, reply: Reply<InvokeResponse>): void {
    this.failures.push(
      new Error(`the function ${request.getTok()} needs its provider; a recording has none`),
    );
    const response = new InvokeResponse();
    response.setReturn(new Struct());
    reply(null, response);
  }

  call(request: proto.ResourceCallRequest, reply: Reply<CallResponse>): void {
    this.failures.push(new Error(`the method ${request.getTok()} needs its provider; a recording has none`));
    const response = new CallResponse();
    response.setReturn(new Struct());
    reply(null, response);
  }

  signalAndWaitForShutdown(_request: Empty, reply: Reply<Empty>): void {
    reply(null, new Empty());
  }

  private async register(request: proto.RegisterResourceRequest): Promise<proto.RegisterResourceResponse> {
    const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
    const urn = this.urn(parent, type, name);
    if (request.getRemote()) {
      throw new Error(`${urn}: a component whose program is in a provider cannot be recorded`);
    }
    if (this.byUrn.has(urn)) throw new Error(`${urn}: two resources of one type have this name`);
    this.transforms.set(urn, request.getTransformsList());
    const resource: RecordedResource = {
      urn,
      type,
      name,
      custom: request.getCustom(),
      parent,
      provider: request.getProvider(),
      dependencies: request.getDependenciesList(),
      inputs: {},
    };
    this.byUrn.set(urn, resource);
    this.resources.push(resource);

    const properties = await this.transformed(request, resource);
    resource.inputs = properties.toJavaScript() as Record<string, unknown>;
    resource.provider ||= this.inheritedProvider(request);

    return this.response(request, properties);
  }

  private response(
    request: proto.RegisterResourceRequest,
    properties: Struct,
  ): proto.RegisterResourceResponse {
    const response = new proto.RegisterResourceResponse();
    response.setUrn(this.urn(request.getParent(), request.getType(), request.getName()));
    response.setId(objectId(request.getType(), request.getName(), properties));
    response.setObject(properties);
    return response;
  }

  private async transformed(
    request: proto.RegisterResourceRequest,
    resource: RecordedResource,
  ): Promise<Struct> {
    let properties = request.getObject() ?? new Struct();
    let options = transformOptions(request);
    for (const transform of this.transformsOf(resource.urn)) {
      const call = new proto.TransformRequest();
      call.setType(resource.type);
      call.setName(resource.name);
      call.setCustom(resource.custom);
      call.setParent(resource.parent);
      call.setProperties(
        Struct.fromJavaScript(withOutputValues(properties.toJavaScript()) as Record<string, never>),
      );
      call.setOptions(options);
      const answer = proto.TransformResponse.deserializeBinary(
        await this.callBack(transform, call.serializeBinary()),
      );
      properties = answer.getProperties() ?? new Struct();
      options = answer.getOptions() ?? options;
    }
    resource.provider = options.getProvider();
    resource.dependencies = options.getDependsOnList();
    return properties;
  }

  private transformsOf(urn: string): Callback[] {
    const result: Callback[] = [];
    for (let at: string | undefined = urn; at; at = this.byUrn.get(at)?.parent) {
      result.push(...(this.transforms.get(at) ?? []));
    }
    return [...result, ...this.stackTransforms];
  }

  private callBack(callback: Callback, payload: Uint8Array): Promise<Uint8Array> {
    const target = callback.getTarget();
    const client = this.clients.get(target) ?? new CallbacksClient(target, grpc.credentials.createInsecure());
    this.clients.set(target, client);
    const request = new CallbackInvokeRequest();
    request.setToken(callback.getToken());
    request.setRequest(payload);
    return new Promise((resolve, reject) =>
      client.invoke(request, (error, response) => {
        if (error) reject(new Error(error.details));
        else resolve(response.getResponse_asU8());
      }),
    );
  }

  /** The provider of a parent for the resource's package. */
  private inheritedProvider(request: proto.RegisterResourceRequest): string {
    const [pkg = ""] = request.getType().split(":");
    return request.getProvidersMap().get(pkg) ?? "";
  }

  private urn(parent: string, type: string, name: string): string {
    const parentType = parent.split("::")[2] ?? "";
    const qualified =
      parentType === "" || parentType === "pulumi:pulumi:Stack" ? type : `${parentType}$${type}`;
    return `urn:pulumi:${this.stack}::${this.project}::${qualified}::${name}`;
  }
}

/** The id of a Kubernetes object: `NAMESPACE/NAME`; "" (unknown) for other resources. */
function objectId(type: string, name: string, properties: Struct): string {
  if (!type.startsWith("kubernetes:")) return "";
  const { metadata } = properties.toJavaScript() as { metadata?: { name?: string; namespace?: string } };
  return [metadata?.namespace, metadata?.name ?? name].filter((part) => part !== undefined).join("/");
}

function transformOptions(request: proto.RegisterResourceRequest): proto.TransformResourceOptions {
  const options = new proto.TransformResourceOptions();
  options.setDependsOnList(request.getDependenciesList());
  options.setProvider(request.getProvider());
  options.setProtect(request.getProtect() ?? false);
  options.setIgnoreChangesList(request.getIgnorechangesList());
  options.setReplaceOnChangesList(request.getReplaceonchangesList());
  options.setVersion(request.getVersion());
  options.setAliasesList(request.getAliasesList());
  options.setPluginDownloadUrl(request.getPlugindownloadurl());
  options.setRetainOnDelete(request.getRetainondelete() ?? false);
  options.setDeletedWith(request.getDeletedwith());
  options.setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList());
  options.setImport(request.getImportid());
  options.setReplaceWithList(request.getReplaceWithList());
  options.setCustomTimeouts(request.getCustomtimeouts());
  if (request.getDeletebeforereplacedefined())
    options.setDeleteBeforeReplace(request.getDeletebeforereplace());
  for (const [pkg, provider] of request.getProvidersMap().entries())
    options.getProvidersMap().set(pkg, provider);
  return options;
}
