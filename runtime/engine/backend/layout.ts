import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { goJson, struct } from "../workspace/goJson";
import { ORGANIZATION, type StackReference } from "./stackReference";

/** The paths of a backend's files. */
export class Layout {
  /** `.pulumi`. */
  readonly base: string;

  /** @param root the backend's folder */
  constructor(root: string) {
    this.base = join(root, ".pulumi");
  }

  get meta(): string {
    return join(this.base, "meta.yaml");
  }
  get stacks(): string {
    return join(this.base, "stacks");
  }
  /** The state file of a stack. */
  state(reference: StackReference): string {
    return join(this.stacks, reference.project, `${reference.stack}.json`);
  }
  historyDir(reference: StackReference): string {
    return join(this.base, "history", reference.project, reference.stack);
  }
  /** The files of one update: its entry and the resulting state. */
  history(reference: StackReference, nanoseconds: bigint, kind: "history" | "checkpoint"): string {
    return join(this.historyDir(reference), `${reference.stack}-${nanoseconds}.${kind}.json`);
  }
  backupDir(reference: StackReference): string {
    return join(this.base, "backups", reference.project, reference.stack);
  }
  backup(reference: StackReference, nanoseconds: bigint): string {
    return join(this.backupDir(reference), `${reference.stack}.${nanoseconds}.json`);
  }
  lockDir(reference: StackReference): string {
    return join(this.base, "locks", ORGANIZATION, reference.project, reference.stack);
  }
  lock(reference: StackReference, id: string): string {
    return join(this.lockDir(reference), `${id}.json`);
  }
}

/** The attributes file that the official CLI's storage library writes for each file. */
export const attributesPath = (file: string): string => `${file}.attrs`;

/** The text of the attributes file for a JSON file. */
export function attributesText(content: string | Buffer): string {
  const attributes = struct({
    "user.cache_control": "",
    "user.content_disposition": "",
    "user.content_encoding": "",
    "user.content_language": "",
    "user.content_type": "text/plain; charset=utf-8",
    "user.metadata": null,
    md5: createHash("md5").update(content).digest("base64"),
  });
  return goJson(attributes) + "\n";
}

/** The names in a folder; none when it does not exist. */
export async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}
