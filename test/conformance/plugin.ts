import { servePlugin } from "../../runtime/protocol/serve";
import { createProvider } from "./provider";

void servePlugin(createProvider);
