import { formatDuration } from "../../../../lib/duration";
import type { UpdateInfo } from "../../backend/history";
import { BLINDED, nodeFrom } from "../../workspace/configValue";
import { compareBytes, goJson, struct } from "../../workspace/goJson";
import { type CommandContext, say } from "../context";
import type { Flags } from "../flags";
import { humanTime } from "../humanTime";
import { secretsOf } from "../secrets";
import { openStackFile, requireStack } from "../stackContext";
import { valueJson } from "./config";

/** `pulumi stack history`: past updates, newest first. */
export async function stackHistory(context: CommandContext, flags: Flags): Promise<void> {
  const stack = await requireStack(context, flags.stack);
  const all = await stack.backend.history(stack.reference);
  const size = flags.pageSize ?? 10;
  const page = Math.max(flags.page ?? 1, 1);
  const start = (page - 1) * size;
  const updates = size > 0 ? all.slice(start, start + size) : all;
  if (!flags.json) {
    if (updates.length === 0)
      return say(
        context,
        page > 1 ? `No stack updates found on page '${page}'` : "Stack has never been updated",
      );
    for (const update of updates) context.stdout.write(historyText(update));
    return;
  }
  let reveal = (_ciphertext: string): string => BLINDED;
  if (flags.showSecrets && all.length > 0) {
    const file = openStackFile(context, stack);
    const { crypter } = await secretsOf(context, file, await stack.backend.read(stack.reference));
    reveal = (ciphertext) => crypter.decrypt(ciphertext);
  }
  const list = updates.map((update) => updateJson(update, reveal, flags.showSecrets ?? false));
  say(context, goJson(list, { indent: 2 }));
}

function historyText(update: UpdateInfo): string {
  const { create = 0, delete: deleted = 0, update: updated = 0, same = 0 } = update.resourceChanges ?? {};
  const environment = Object.entries(update.environment ?? {})
    .filter(([, value]) => value !== "")
    .sort(([a], [b]) => compareBytes(a, b))
    .map(([key, value]) => `    ${key}: ${value}\n`);
  return (
    `Version: 0\nUpdateKind: ${update.kind}\nStatus: ${update.result}\nMessage: ${update.message}\n` +
    `+${create}-${deleted}~${updated} ${same} Updated ${humanTime(update.startTime * 1000)} ` +
    `took ${formatDuration((update.endTime - update.startTime) * 1e9)}\n${environment.join("")}\n`
  );
}

function updateJson(
  update: UpdateInfo,
  reveal: (ciphertext: string) => string,
  show: boolean,
): Map<string, unknown> {
  const { kind, message, result, resourceChanges } = update;
  const config = Object.entries(update.config ?? {}).map(([key, stored]) => [
    key,
    valueJson(key, nodeFrom(stored), reveal, show),
  ]);
  const time = (seconds: number): string => new Date(seconds * 1000).toISOString();
  return struct({
    version: 0,
    kind,
    startTime: time(update.startTime),
    message,
    environment: update.environment ?? {},
    config: Object.fromEntries(config),
    result,
    endTime: time(update.endTime),
    resourceChanges,
  });
}
