import { relative, resolve } from "node:path";
import { importsOf, reachedFrom } from "./importGraph";
import { absolute, isEntrypoint, isProductFile, sourceFiles } from "./productFiles";

/** A product file that no process of the product loads, and the files that import it. */
export interface UnreachedFile {
  file: string;
  importedBy: string[];
}

/** Finds the product files that only tests, docs generators or tools reach. */
export function unreachedFiles(root: string): UnreachedFile[] {
  const files = sourceFiles(root);
  const product = files.filter(isProductFile);
  const reached = new Set(
    reachedFrom(absolute(root, product.filter(isEntrypoint)), ["static", "lazy", "type"]),
  );
  const unreached = product.filter((file) => !reached.has(resolve(root, file)));
  const importers = new Map<string, string[]>();
  for (const file of files)
    for (const imported of importsOf(resolve(root, file))) {
      const target = relative(root, imported.file);
      importers.set(target, [...(importers.get(target) ?? []), file]);
    }
  return unreached.map((file) => ({ file, importedBy: [...new Set(importers.get(file))].sort() }));
}

if (require.main === module) {
  const found = unreachedFiles(process.cwd());
  for (const { file, importedBy } of found)
    console.error(
      `${file}: no entrypoint of the product reaches it; imported by ${importedBy.join(", ") || "no file"}`,
    );
  process.exitCode = found.length > 0 ? 1 : 0;
}
