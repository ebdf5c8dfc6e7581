import { readConfig } from "./config";
import { logTo } from "./http/log";
import { ServiceServer } from "./http/server";
import { serviceOf } from "./services/service";
import { untilStopped } from "./shutdown";

/** Runs one service: `main.ts SERVICE [PORT]`. */
async function main(): Promise<void> {
  const config = readConfig(process.argv.slice(2), process.env);
  const { service, version, podName } = config;
  const log = logTo(process.stdout, { service, version, pod: podName });
  const server = new ServiceServer(serviceOf(config, log), log);
  const port = await server.listen(config.port, config.listenAddress);
  log({ message: "listening", port });
  await untilStopped(server, config.drainSeconds * 1000, log);
}

main().catch((error: unknown) => {
  console.error(`bookinfo: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
