import type { StackReference } from "../../backend/stackReference";
import { goJson } from "../../workspace/goJson";
import { type CommandContext, palette, say } from "../context";
import { humanTime } from "../humanTime";
import { currentStack, displayName, openWorkplace } from "../stackContext";
import { formatTable } from "../table";

export interface StackLsFlags {
  all?: boolean;
  project?: string;
  json?: boolean;
}

/** `pulumi stack ls`: lists the stacks of one project or of all. */
export async function stackLs(context: CommandContext, flags: StackLsFlags): Promise<void> {
  const place = openWorkplace(context);
  const current = currentStack(context, place);
  const references = await place.backend.list(flags.all ? undefined : (flags.project ?? place.project?.name));
  const isCurrent = (each: StackReference): boolean =>
    each.stack === current?.stack && each.project === current.project;
  const summaries = await Promise.all(
    references.map(async (reference) => {
      const { latest } = await place.backend.read(reference);
      return {
        name: displayName(context, place, reference),
        current: isCurrent(reference),
        time: latest?.manifest.time,
        count: latest && (latest.resources ?? []).length,
      };
    }),
  );
  if (flags.json) {
    const list = summaries.map(
      ({ name, current, time, count }) =>
        new Map<string, unknown>([
          ["name", name],
          ["current", current],
          ["lastUpdate", time === undefined ? undefined : new Date(time).toISOString()],
          ["resourceCount", count],
        ]),
    );
    return say(context, goJson(list, { indent: 2 }));
  }
  const rows = summaries.map(({ name, current, time, count }) => [
    current ? palette(context).bold.magenta(`${name}*`) : name,
    time === undefined ? "n/a" : humanTime(Date.parse(time)),
    count === undefined ? "n/a" : String(count),
  ]);
  context.stdout.write(formatTable(["NAME", "LAST UPDATE", "RESOURCE COUNT"], rows));
}
