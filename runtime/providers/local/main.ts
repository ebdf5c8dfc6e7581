import { servePlugin } from "../../protocol/serve";
import { createProvider } from "./provider";

servePlugin(createProvider);
