import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/** Folders of root's programs, which are often not on other users' PATH. */
const SYSTEM_FOLDERS = ["/usr/sbin", "/sbin"];

/** Whether a program is in a folder of PATH, or in one of root's folders. */
export const onPath = (name: string): boolean =>
  executableIn([...pathFolders().filter(isAbsolute), ...SYSTEM_FOLDERS], name) !== undefined;

/** The folders of PATH. */
export const pathFolders = (): string[] =>
  (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");

/** The path of a program in the first folder that contains it. */
export const executableIn = (folders: readonly string[], name: string): string | undefined =>
  folders.map((folder) => join(folder, name)).find(isExecutable);

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
