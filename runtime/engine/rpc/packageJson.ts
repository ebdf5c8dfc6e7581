import { readFileSync } from "node:fs";
import { isMapping } from "../../../lib/mapping";
import { foundExpected } from "../../../lib/problemText";
import { messageOf, UserError } from "../workspace/userError";

/** Reads a package.json. @throws UserError with its path when it is not a JSON object */
export function readPackageJson(file: string): { main?: unknown; type?: unknown } {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UserError(`${file}: found invalid JSON (${messageOf(error)}); expected a package.json.`);
  }
  if (!isMapping(content)) throw new UserError(`${file}: ${foundExpected(content, "a package.json")}`);
  return content;
}
