import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/** Folders of root's programs, which are often not on other users' PATH. */
const SYSTEM_FOLDERS = ["/usr/sbin", "/sbin"];

/** Whether a program is in a folder of PATH, or in one of root's folders. */
export function onPath(name: string): boolean {
  const folders = [...(process.env.PATH ?? "").split(delimiter).filter(isAbsolute), ...SYSTEM_FOLDERS];
  return folders.some((folder) => isExecutable(join(folder, name)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
