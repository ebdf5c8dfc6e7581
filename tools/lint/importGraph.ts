import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import ts from "typescript";

/**
 * How one file imports another: `static` at the top of the file, so that loading one loads the other; `lazy` within a
 * function; `type` by a type-only import, which is erased.
 */
export type ImportKind = "static" | "lazy" | "type";

export interface Import {
  /** Absolute path of the imported file. */
  file: string;
  kind: ImportKind;
}

const parsed = new Map<string, readonly Import[]>();

/** The files of this repository that a TypeScript or JavaScript file imports by a relative path. */
export function importsOf(file: string): readonly Import[] {
  let imports = parsed.get(file);
  if (imports === undefined) parsed.set(file, (imports = parse(file)));
  return imports;
}

/**
 * All files that are reached from entrypoints, the entrypoints included, sorted.
 * @param kinds the imports to follow. Default: `static` only, which is what a process loads at its start.
 */
export function reachedFrom(
  entrypoints: readonly string[],
  kinds: readonly ImportKind[] = ["static"],
): string[] {
  const reached = new Set<string>();
  const pending = entrypoints.map((file) => resolve(file));
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const imported of importsOf(file)) if (kinds.includes(imported.kind)) pending.push(imported.file);
  }
  return [...reached].sort();
}

function parse(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const add = (specifier: ts.Node | undefined, kind: ImportKind) => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    const target = resolveImport(file, specifier.text);
    if (target !== undefined) imports.push({ file: target, kind });
  };
  const visit = (node: ts.Node, inFunction: boolean): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeImport(node) ? "type" : "static");
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, isTypeExport(node) ? "type" : "static");
    else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference))
      add(node.moduleReference.expression, node.isTypeOnly ? "type" : "static");
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal, "type");
    else if (ts.isCallExpression(node)) {
      const isRequire = ts.isIdentifier(node.expression) && node.expression.text === "require";
      if (isRequire) add(node.arguments[0], inFunction ? "lazy" : "static");
      else if (node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], "lazy");
    }
    ts.forEachChild(node, (child) => visit(child, inFunction || ts.isFunctionLike(node)));
  };
  visit(source, false);
  return imports;
}

/** Whether an import names only types, so that the compiler removes it. */
function isTypeImport({ importClause }: ts.ImportDeclaration): boolean {
  if (importClause === undefined) return false;
  const { isTypeOnly, name, namedBindings } = importClause;
  return isTypeOnly || (name === undefined && areTypes(namedBindings));
}

const isTypeExport = ({ isTypeOnly, exportClause }: ts.ExportDeclaration): boolean =>
  isTypeOnly || areTypes(exportClause);

const areTypes = (names: ts.NamedImportBindings | ts.NamedExportBindings | undefined): boolean =>
  names !== undefined &&
  (ts.isNamedImports(names) || ts.isNamedExports(names)) &&
  names.elements.length > 0 &&
  names.elements.every(({ isTypeOnly }) => isTypeOnly);

/** Undefined for packages, built-in modules and files that are neither TypeScript nor JavaScript. */
function resolveImport(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const base = resolve(dirname(from), specifier);
  const candidates = [base, `${base}.ts`, `${base}.js`, `${base}/index.ts`, `${base}/index.js`];
  const found = candidates.find((path) => existsSync(path) && statSync(path).isFile());
  return found !== undefined && [".ts", ".js", ".mjs", ".cjs"].includes(extname(found)) ? found : undefined;
}
