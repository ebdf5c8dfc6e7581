import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { importsOf } from "./importGraph";

/**
 * Finds the import cycles between files, type-only imports included: the strongly connected components of the import
 * graph (Tarjan's algorithm), each as a sorted list of files.
 */
export function importCycles(files: readonly string[]): string[][] {
  const cycles: string[][] = [];
  const indexes = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const visit = (file: string): void => {
    indexes.set(file, indexes.size);
    lowest.set(file, indexes.get(file)!);
    stack.push(file);
    for (const { file: imported } of importsOf(file)) {
      if (!indexes.has(imported)) visit(imported);
      if (stack.includes(imported)) lowest.set(file, Math.min(lowest.get(file)!, lowest.get(imported)!));
    }
    if (lowest.get(file) !== indexes.get(file)) return;
    const component = stack.splice(stack.indexOf(file)).sort();
    if (component.length > 1 || importsOf(file).some((imported) => imported.file === file))
      cycles.push(component);
  };
  for (const file of files) if (!indexes.has(file)) visit(file);
  return cycles;
}

/** The absolute paths of all TypeScript and JavaScript files of the repository. */
function sourceFiles(root: string): string[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.js", "*.mjs"];
  return execFileSync("git", args, { cwd: root, encoding: "utf8" })
    .split("\n")
    .filter((file) => file !== "" && !file.endsWith(".d.ts"))
    .map((file) => resolve(root, file))
    .filter((file) => existsSync(file)); // Git still lists a deleted file.
}

if (require.main === module) {
  const root = process.cwd();
  const cycles = importCycles(sourceFiles(root));
  for (const cycle of cycles)
    console.error(`import cycle: ${cycle.map((file) => relative(root, file)).join(", ")}`);
  process.exitCode = cycles.length > 0 ? 1 : 0;
}
