import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type CommandContext, say } from "../context";

/** The engine's version, that of the checkout's package. */
export const engineVersion = (): string =>
  (
    JSON.parse(readFileSync(join(__dirname, "..", "..", "..", "..", "package.json"), "utf8")) as {
      version: string;
    }
  ).version;

/** `pulumi version`. */
export function version(context: CommandContext): void {
  say(context, `v${engineVersion()}`);
}
