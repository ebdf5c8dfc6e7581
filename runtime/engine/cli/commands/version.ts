import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type CommandContext, say } from "../context";

/** The version of this repository's package. */
const engineVersion = (): string =>
  (
    JSON.parse(readFileSync(join(__dirname, "..", "..", "..", "..", "package.json"), "utf8")) as {
      version: string;
    }
  ).version;

export function version(context: CommandContext): void {
  say(context, `v${engineVersion()}`);
}
