import { execFileSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../lib/until";
import { commandsOf, operation } from "./checkout";

/** Removes the checkout of a test process that has ended: kills its commands, destroys its stacks, deletes its folder. */
async function main(dir: string): Promise<void> {
  const home = join(dir, "home");
  for (const pid of commandsOf(home)) process.kill(pid, "SIGKILL");
  await until(() => (commandsOf(home).length === 0 ? true : undefined), { timeoutMs: 20_000 });
  for (const stack of stacksOf(home)) {
    for (const args of [["cancel", "-s", stack, "--yes"], operation("destroy", stack)]) {
      try {
        execFileSync("runtime/engine/bin/pulumi", args, { cwd: dir, stdio: "ignore" });
      } catch {
        // The other stacks and the folder must be removed too.
      }
    }
  }
  rmSync(dir, { recursive: true, force: true });
}

function stacksOf(home: string): string[] {
  try {
    const names = readdirSync(join(home, ".pulumi", "stacks", "meshstack"));
    return names.flatMap((name) => /^(.+)\.json$/.exec(name)?.[1] ?? []);
  } catch {
    return []; // No stack was created.
  }
}

void main(process.argv[2]!);
