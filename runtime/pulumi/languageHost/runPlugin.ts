import { type handleServerStreamingCall, type ServerWritableStream, status } from "@grpc/grpc-js";
import { RunPluginResponse, type RunPluginRequest } from "@pulumi/pulumi/proto/language_pb";
import { locateModule, runNode } from "./childProcess";
import { optionVariables, runtimeOptions } from "./options";

type Call = ServerWritableStream<RunPluginRequest, RunPluginResponse>;

/** Runs the plugin in a folder until it exits, or until the engine cancels the call. */
export const runPlugin: handleServerStreamingCall<RunPluginRequest, RunPluginResponse> = (call) => {
  execute(call).then(
    () => call.end(),
    (error: Error) => call.emit("error", { code: status.UNKNOWN, details: error.message }),
  );
};

async function execute(call: Call): Promise<void> {
  const { request } = call;
  const info = request.getInfo()!;
  const kind = request.getKind();
  if (kind === "analyzer") throw new Error("policy packs are not supported by this language host");
  const options = runtimeOptions(info);
  const folder = info.getProgramDirectory();
  const runner = locateModule("@pulumi/pulumi/cmd/run-plugin", folder, `npm install in ${folder}`);
  const cancelled = new AbortController();
  call.on("cancelled", () => cancelled.abort());
  const code = await runNode({
    args: [runner, ...options.nodeargs, folder, ...request.getArgsList()],
    cwd: request.getPwd(),
    env: { ...variables(request.getEnvList()), ...optionVariables(options) },
    signal: cancelled.signal,
    // The engine has asked the plugin to stop before it cancels the call.
    kill: true,
    onOutput: (stream, chunk) => {
      const response = new RunPluginResponse();
      if (stream === "stdout") response.setStdout(chunk);
      else response.setStderr(chunk);
      call.write(response);
    },
  });
  if (code instanceof Error) {
    throw new Error(`Problem executing plugin program (could not run language executor): ${code.message}`);
  }
  if (code !== 0) throw new Error(`Program exited with non-zero exit code: ${code}`);
}

const variables = (list: string[]): Record<string, string> =>
  Object.fromEntries(
    list.map((entry): [string, string] => {
      const at = entry.indexOf("=");
      return [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
