import { readConfig } from "./config";
import { startServer } from "./server";

/** Serves the page until SIGTERM or SIGINT. */
function main(): void {
  const server = startServer(readConfig(process.env));
  server.once("error", (error) => {
    process.stderr.write(`dashboards: ${error.message}\n`);
    process.exit(1);
  });
  for (const name of ["SIGTERM", "SIGINT"] as const)
    process.once(name, () => {
      server.close();
      server.closeAllConnections();
    });
}

main();
