import { servePlugin } from "../../runtime/protocol/serve";
import { createProvider } from "./provider";

servePlugin(createProvider);
