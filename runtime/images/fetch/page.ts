import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { FileOf } from "../description";
import { CommandError, run } from "../../../lib/run";
import type { LayerContext } from "../context";

/** Options of all pages; part of an image's key. */
export const PAGE_BUNDLER = {
  bundle: true,
  minify: true,
  platform: "browser",
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  entryNames: "[name]",
  assetNames: "[name]-[hash]",
  charset: "utf8",
  legalComments: "none",
  define: { global: "globalThis", "process.env.NODE_ENV": '"production"' },
  loader: { ".woff": "file", ".woff2": "file" },
} as const;

/**
 * The arguments of npm that install a page's packages. Not `npm ci`, which rejects the lock where a registry has no optional
 * packages of other platforms.
 */
export const INSTALL_PAGE: readonly string[] = [
  "install",
  ...["--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"],
];

/**
 * Builds a page of a browser: installs the npm packages of its lock file into a temporary folder, and bundles it there.
 * @returns the folder of the page's files
 * @throws when npm cannot install the packages, or the page does not compile
 */
export async function buildPage(
  file: FileOf<"page">,
  { resolve, scratch, progress, signal }: LayerContext,
): Promise<string> {
  const { entry, stubs = {} } = file;
  const directory = resolve(file.directory);
  const folder = join(scratch, "page");
  mkdirSync(folder);
  for (const name of ["package.json", "package-lock.json", "src"])
    cpSync(join(directory, name), join(folder, name), { recursive: true });
  progress(`installing the npm packages of ${directory}`);
  await run("npm", [...INSTALL_PAGE, "--omit=dev"], { signal, cwd: folder }).catch((error: CommandError) => {
    signal.throwIfAborted();
    throw new Error(`cannot install the npm packages of ${directory}: ${error.message}`, { cause: error });
  });
  progress(`bundling ${directory}`);
  const { build } = await import("esbuild");
  const output = join(scratch, "output");
  await build({
    ...PAGE_BUNDLER,
    absWorkingDir: folder,
    entryPoints: [entry],
    outdir: output,
    tsconfigRaw: {},
    logLevel: "silent",
    plugins: [
      {
        name: "stubs",
        setup({ onLoad }) {
          for (const [module, stub] of Object.entries(stubs)) {
            const filter = new RegExp(`/node_modules/${module.replace(/[.]/g, "\\.")}$`);
            onLoad({ filter }, () => ({ contents: `export * from "./${stub}";`, resolveDir: folder }));
          }
        },
      },
    ],
  }).catch((error: Error) => {
    throw new Error(`cannot bundle ${directory}: ${error.message}`, { cause: error });
  });
  cpSync(join(directory, "index.html"), join(output, "index.html"));
  return output;
}
