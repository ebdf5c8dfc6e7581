import { createHash } from "node:crypto";
import { join } from "node:path";
import { goJson } from "../workspace/goJson";
import { ORGANIZATION, type StackReference } from "./stackReference";

/** Where things lie below the backend's folder. */
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
  /** A stack's state. */
  state(reference: StackReference): string {
    return join(this.stacks, reference.project, `${reference.stack}.json`);
  }
  historyDir(reference: StackReference): string {
    return join(this.base, "history", reference.project, reference.stack);
  }
  /** A state before an update, and what the update was. */
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

/** The path of the attributes that the official CLI's storage library keeps beside each file. */
export const attributesPath = (file: string): string => `${file}.attrs`;

/** The attributes of a file with a JSON text, as that library writes them. */
export function attributesText(text: string): string {
  const attributes = new Map<string, unknown>([
    ["user.cache_control", ""],
    ["user.content_disposition", ""],
    ["user.content_encoding", ""],
    ["user.content_language", ""],
    ["user.content_type", "text/plain; charset=utf-8"],
    ["user.metadata", null],
    ["md5", createHash("md5").update(text).digest("base64")],
  ]);
  return goJson(attributes) + "\n";
}
