import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** Where a program keeps state that is to survive its end: `$XDG_STATE_HOME`, else `~/.local/state`. */
export function stateHome(env: NodeJS.ProcessEnv = process.env, home: string = homedir()): string {
  const given = env.XDG_STATE_HOME;
  return given && isAbsolute(given) ? given : join(home, ".local", "state");
}

/** The folder of one stack of one checkout: `BASE/meshstack/CHECKOUT/STACK`, the checkout as the hash of its path. */
export function defaultDataDirectory(base: string, root: string, stack: string): string {
  const checkout = createHash("sha256").update(root).digest("hex").slice(0, 12);
  return join(base, "meshstack", checkout, stack);
}
