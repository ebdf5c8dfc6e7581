import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import type * as callbackpb from "@pulumi/pulumi/proto/callback_pb";
import * as providerpb from "@pulumi/pulumi/proto/provider_pb";
import * as resourcerpc from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as resourcepb from "@pulumi/pulumi/proto/resource_pb";
import * as emptypb from "google-protobuf/google/protobuf/empty_pb";
import { writeMessage } from "../../protocol/message";
import { MESSAGES } from "../../protocol/providerMessages";
import { listen } from "../../protocol/rpcChannel";
import { type PropertyMap, removeOutputValues } from "../../protocol/values";
import { fromStruct, toStruct } from "../../protocol/wire";
import { BUILTIN_PACKAGE, STACK_REFERENCE } from "../deploy/builtins";
import type { Deployment } from "../deploy/deployment";
import { NotSupportedError } from "../deploy/messages";
import { isProviderType, packageOf } from "../model/providerReference";
import { unary, unsupported } from "./handlers";
import { goalOf, readRegistration } from "./registration";
import { type InvokeCall, Transforms } from "./transforms";

/**
 * The features for which programs ask. Hooks are among them although the engine does not support them: a program that uses
 * one then registers it, and the engine can name what it does not support.
 */
const FEATURES = new Set([
  "secrets",
  "resourceReferences",
  "outputValues",
  "aliasSpecs",
  "deletedWith",
  "transforms",
  "invokeTransforms",
  "resourceHooks",
  "errorHooks",
]);

/**
 * Starts the `ResourceMonitor` service, which passes a program's registrations, reads and calls to the deployment.
 * @param onSignal called when the program has sent all registrations
 */
export async function startMonitor(deployment: Deployment, onSignal: () => void) {
  const transforms = new Transforms();
  const monitor = new Monitor(deployment, transforms, onSignal);
  const { address, close } = await listen((server) =>
    server.addService(resourcerpc.ResourceMonitorService, monitor.service()),
  );
  return {
    address,
    close: () => {
      transforms.close();
      close();
    },
  };
}

class Monitor {
  constructor(
    private readonly deployment: Deployment,
    private readonly transforms: Transforms,
    private readonly onSignal: () => void,
  ) {}

  service(): UntypedServiceImplementation {
    return {
      supportsFeature: unary((request: resourcepb.SupportsFeatureRequest) =>
        new resourcepb.SupportsFeatureResponse().setHassupport(FEATURES.has(request.getId())),
      ),
      registerResource: unary((request: resourcepb.RegisterResourceRequest) => this.register(request)),
      registerResourceOutputs: unary((request: resourcepb.RegisterResourceOutputsRequest) => {
        this.deployment.registerOutputs(request.getUrn(), fromStruct(request.getOutputs()));
        return new emptypb.Empty();
      }),
      readResource: unary((request: resourcepb.ReadResourceRequest) => this.read(request)),
      invoke: unary((request: resourcepb.ResourceInvokeRequest) => this.invoke(request)),
      registerStackTransform: unary((callback: callbackpb.Callback) => {
        this.transforms.ofStack.push(callback);
        return new emptypb.Empty();
      }),
      registerStackInvokeTransform: unary((callback: callbackpb.Callback) => {
        this.transforms.ofInvokes.push(callback);
        return new emptypb.Empty();
      }),
      signalAndWaitForShutdown: unary(() => {
        this.onSignal();
        return new emptypb.Empty();
      }),
      call: unsupported("calls of methods of remote components"),
      registerResourceHook: unary(() => this.deployment.abort(new NotSupportedError("resource hooks"))),
      registerErrorHook: unary(() => this.deployment.abort(new NotSupportedError("error hooks"))),
      registerPackage: unary((request: resourcepb.RegisterPackageRequest) => {
        throw new NotSupportedError(`parameterized packages (package ${JSON.stringify(request.getName())})`);
      }),
      getDeploymentInfo: unsupported("GetDeploymentInfo"),
    };
  }

  private async register(
    request: resourcepb.RegisterResourceRequest,
  ): Promise<resourcepb.RegisterResourceResponse> {
    const sent = this.supported(() => readRegistration(request));
    const registration = await this.transforms.apply(sent, request.getTransformsList());
    const { type, custom, version, downloadUrl } = registration;
    let provider: string | undefined;
    if (custom && !isProviderType(type)) {
      const named = registration.provider || registration.providers[packageOf(type)];
      provider = await this.providerOf({ token: type, provider: named, version, downloadUrl });
    }
    const result = await this.deployment.register(goalOf(registration, provider));
    this.transforms.remember(result.state.urn, registration.parent, request.getTransformsList());
    // A component's old outputs can refer to resources that this run has not registered yet.
    const outputs = custom ? result.state.outputs : {};
    return new resourcepb.RegisterResourceResponse()
      .setUrn(result.state.urn)
      .setId(result.state.id ?? "")
      .setObject(toStruct(outputs, { keepSecrets: request.getAcceptsecrets() }))
      .setResult(RESULTS[result.result]);
  }

  /** Stops the deployment at an unsupported feature: the program would end with a stack trace around the message. */
  private supported<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof NotSupportedError) return this.deployment.abort(error);
      throw error;
    }
  }

  private async read(request: resourcepb.ReadResourceRequest): Promise<resourcepb.ReadResourceResponse> {
    const provider = await this.providerOf({
      token: request.getType(),
      provider: request.getProvider(),
      version: request.getVersion(),
      downloadUrl: request.getPlugindownloadurl(),
    });
    const { state } = await this.deployment.read({
      type: request.getType(),
      name: request.getName(),
      id: request.getId(),
      parent: request.getParent() || undefined,
      properties: removeOutputValues(fromStruct(request.getProperties())) as PropertyMap,
      dependencies: request.getDependenciesList(),
      provider,
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    });
    return new resourcepb.ReadResourceResponse()
      .setUrn(state.urn)
      .setProperties(toStruct(state.outputs, { keepSecrets: request.getAcceptsecrets() }));
  }

  private async invoke(request: resourcepb.ResourceInvokeRequest): Promise<providerpb.InvokeResponse> {
    const invoke = await this.transforms.applyToInvoke({
      token: request.getTok(),
      args: fromStruct(request.getArgs()),
      provider: request.getProvider(),
      version: request.getVersion(),
      downloadUrl: request.getPlugindownloadurl(),
    });
    const { token } = invoke;
    const provider = packageOf(token) === BUILTIN_PACKAGE ? invoke.provider : await this.providerOf(invoke);
    const args = removeOutputValues(invoke.args) as PropertyMap;
    const answer = await this.deployment.invoke(token, args, provider);
    return writeMessage(new providerpb.InvokeResponse(), answer, MESSAGES.invoke.response);
  }

  /** The provider that the program names for a type or function, else the default one. */
  private async providerOf({
    token,
    provider,
    version,
    downloadUrl,
  }: Pick<InvokeCall, "token" | "version" | "downloadUrl"> & { provider?: string }): Promise<string> {
    if (packageOf(token) === BUILTIN_PACKAGE && token !== STACK_REFERENCE)
      return this.deployment.abort(new NotSupportedError(`the built-in resource ${token}`));
    return (
      provider || this.deployment.defaults.reference({ packageName: packageOf(token), version, downloadUrl })
    );
  }
}

const RESULTS = {
  success: resourcepb.Result.SUCCESS,
  fail: resourcepb.Result.FAIL,
  skip: resourcepb.Result.SKIP,
};
