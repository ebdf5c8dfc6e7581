import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { executableIn, pathFolders } from "../lib/onPath";
import { root } from "./checkout";
import type { StackKubeconfig } from "./stackState";

/** The command for kubectl: the one on PATH, else the one in the embedded binary. */
export async function kubectlCommand(): Promise<[command: string, ...args: string[]]> {
  if (executableIn(pathFolders(), "kubectl") !== undefined) return ["kubectl"];
  const { stdout } = await promisify(execFile)("make", ["-s", "embedded"], { cwd: root });
  return [stdout.trim(), "kubectl"];
}

/** A kubeconfig for kubectl, which does not accept it as text. */
export interface KubectlAccess {
  /** The value of `$KUBECONFIG`. */
  files: string;
  /** The arguments that select the context. */
  args: string[];
  /** Deletes the temporary file, if there is one. */
  close(): void;
}

/** Writes the kubeconfig to a temporary file if the user has no file of it. */
export function kubectlAccess({ files, content, context }: StackKubeconfig): KubectlAccess {
  const args = ["--context", context];
  if (files !== undefined) return { files, args, close: () => {} };
  const folder = mkdtempSync(join(tmpdir(), "meshstack-kubeconfig-"));
  const file = join(folder, "kubeconfig");
  writeFileSync(file, content, { mode: 0o600 });
  return { files: file, args, close: () => rmSync(folder, { recursive: true, force: true }) };
}
