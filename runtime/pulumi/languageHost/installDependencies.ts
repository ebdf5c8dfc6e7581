import { spawn } from "node:child_process";
import { type handleServerStreamingCall, status } from "@grpc/grpc-js";
import {
  InstallDependenciesResponse,
  type InstallDependenciesRequest,
} from "@pulumi/pulumi/proto/language_pb";
import { runtimeOptions } from "./options";
import { packageManagerOf } from "./packageManager";

/** Installs the packages of a program or plugin with its package manager. */
export const installDependencies: handleServerStreamingCall<
  InstallDependenciesRequest,
  InstallDependenciesResponse
> = (call) => {
  const write = (stream: "stdout" | "stderr", chunk: Buffer): void => {
    const response = new InstallDependenciesResponse();
    if (stream === "stdout") response.setStdout(chunk);
    else response.setStderr(chunk);
    call.write(response);
  };
  const fail = (details: string) => call.emit("error", { code: status.UNKNOWN, details });
  try {
    const info = call.request.getInfo()!;
    const folder = info.getProgramDirectory();
    const manager = packageManagerOf(runtimeOptions(info).packagemanager, folder);
    const args = ["install", ...(call.request.getIsPlugin() && manager === "npm" ? ["--omit=dev"] : [])];
    write("stdout", Buffer.from("Installing dependencies...\n\n"));
    const child = spawn(manager, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    call.on("cancelled", () => child.kill());
    child.stdout.on("data", (chunk: Buffer) => write("stdout", chunk));
    child.stderr.on("data", (chunk: Buffer) => write("stderr", chunk));
    child.once("error", (error) => fail(`could not run ${manager}: ${error.message}`));
    child.once("close", (code) => {
      if (code !== 0) return fail(`'${manager} ${args.join(" ")}' failed: exit status ${code}`);
      write("stdout", Buffer.from("Finished installing dependencies\n\n"));
      call.end();
    });
  } catch (error) {
    fail((error as Error).message);
  }
};
