import { servePlugin } from "../../protocol/serve";
import { createProvider } from "./provider";

servePlugin(createProvider).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
