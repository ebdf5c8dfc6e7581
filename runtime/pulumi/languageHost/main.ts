import {
  type handleUnaryCall,
  type sendUnaryData,
  type Server,
  type ServerUnaryCall,
  status,
} from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as languagepb from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as emptypb from "google-protobuf/google/protobuf/empty_pb";
import { listen, unaryWith } from "../../protocol/rpcChannel";
import { version } from "../package.json";
import { installDependencies } from "./installDependencies";
import { runtimeOptions } from "./options";
import { listPackages, packageManagerOf, versionOf } from "./packageManager";
import { requiredPackages } from "./requiredPackages";
import { runPlugin } from "./runPlugin";
import { runProgram } from "./runProgram";

/**
 * The language host for the runtime nodejs: a plugin of the official Pulumi CLI that runs programs and plugins with the SDK
 * that they have installed. Prints its port on standard output; the last argument is the engine's address.
 */
async function main(): Promise<void> {
  let engineAddress = process.argv.slice(2).at(-1) ?? "";
  const cancellation = new AbortController();
  const unary = unaryWith((error) => ({ code: status.UNKNOWN, details: (error as Error).message }));
  const addServices = (server: Server) =>
    server.addService(LanguageRuntimeService, {
      handshake: unary((request: languagepb.LanguageHandshakeRequest) => {
        engineAddress = request.getEngineAddress();
        return new languagepb.LanguageHandshakeResponse();
      }),
      getPluginInfo: unary(() => new PluginInfo().setVersion(version)),
      getRequiredPlugins: unsupported("GetRequiredPlugins"),
      getRequiredPackages: unary((request: languagepb.GetRequiredPackagesRequest) =>
        new languagepb.GetRequiredPackagesResponse().setPackagesList(
          requiredPackages(request.getInfo()!.getProgramDirectory()),
        ),
      ),
      run: (
        call: ServerUnaryCall<languagepb.RunRequest, languagepb.RunResponse>,
        callback: sendUnaryData<languagepb.RunResponse>,
      ) => {
        const cancelled = new AbortController();
        call.on("cancelled", () => cancelled.abort());
        const signal = AbortSignal.any([cancelled.signal, cancellation.signal]);
        void runProgram(call.request, engineAddress, signal).then((response) => callback(null, response));
      },
      runPlugin,
      installDependencies,
      runtimeOptionsPrompts: unary(() => new languagepb.RuntimeOptionsResponse()),
      template: unary(() => new languagepb.TemplateResponse()),
      about: unary(about),
      getProgramDependencies: unary(programDependencies),
      cancel: unary(() => {
        cancellation.abort();
        return new emptypb.Empty();
      }),
      generateProgram: unsupported("GenerateProgram"),
      generateProject: unsupported("GenerateProject"),
      generatePackage: unsupported("GeneratePackage"),
      pack: unsupported("Pack"),
      link: unsupported("Link"),
    });
  const { port } = await listen(addServices);
  process.on("SIGINT", () => process.exit(0));
  process.on("SIGTERM", () => process.exit(0));
  process.stdout.write(`${port}\n`);
}

const unsupported =
  <Request, Response>(method: string): handleUnaryCall<Request, Response> =>
  (_call, callback) =>
    callback({
      code: status.UNIMPLEMENTED,
      details: `this language host for nodejs does not support ${method}`,
    });

async function about(request: languagepb.AboutRequest): Promise<languagepb.AboutResponse> {
  const info = request.getInfo();
  const folder = info?.getProgramDirectory() || process.cwd();
  const manager = packageManagerOf(runtimeOptions(info).packagemanager, folder);
  const response = new languagepb.AboutResponse().setExecutable(process.execPath).setVersion(process.version);
  response.getMetadataMap().set("packagemanager", manager);
  response.getMetadataMap().set("packagemanagerVersion", (await versionOf(manager, folder)) ?? "");
  return response;
}

async function programDependencies(
  request: languagepb.GetProgramDependenciesRequest,
): Promise<languagepb.GetProgramDependenciesResponse> {
  const folder = request.getInfo()!.getProgramDirectory();
  const packages = await listPackages(folder, request.getTransitivedependencies());
  return new languagepb.GetProgramDependenciesResponse().setDependenciesList(
    packages.map((installed) =>
      new languagepb.DependencyInfo().setName(installed.name).setVersion(installed.version),
    ),
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
