import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { terminalProgress } from "../../lib/goBinary/terminalProgress";
import { type CacheEntry, ensureCached, folderOf, type Progress } from "../../lib/cache";
import { cacheHome } from "../../lib/paths";
import { INSTALL_PAGE } from "../../runtime/images/fetch/page";

const PAGE = resolve("runtime/dashboards/page");
const PACKAGES = ["package.json", "package-lock.json"];

/** What tsc reads of a package. */
const isDeclaration = (path: string): boolean =>
  /\.d\.[cm]?ts$/.test(path) || basename(path) === "package.json";

/**
 * Type-checks the dashboards page. Its npm packages are not those of the project, so their declarations are installed into
 * the cache once for each lock file; the check runs beside them. It prints errors as tsc does, with the page's own paths.
 */
async function checkPage(progress: Progress, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for (const name of PACKAGES) hash.update(readFileSync(join(PAGE, name)));
  const entry: CacheEntry = {
    cache: join(cacheHome(), "lint"),
    name: "page-types",
    key: hash.digest("hex").slice(0, 16),
    file: "package-lock.json",
    kept: 1,
  };
  await ensureCached(entry, progress, signal, async (folder) => {
    progress(`installing the npm packages of ${PAGE}`);
    installDeclarations(folder);
  });
  const folder = folderOf(entry);
  rmSync(join(folder, "src"), { recursive: true, force: true });
  cpSync(join(PAGE, "src"), join(folder, "src"), { recursive: true });
  writeFileSync(join(folder, "src", "styles.d.ts"), 'declare module "*.css";\n');
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(tsconfig()));
  const tsc = resolve("node_modules/typescript/bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", folder, "--pretty", "false"], {
    cwd: folder,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the types of ${PAGE}:\n${stdout.replace(/^src\//gm, `${PAGE}/src/`)}`);
  return folder;
}

/** Installs the packages beside the folder, and copies their declarations into it. */
function installDeclarations(folder: string): void {
  const packages = `${folder}-packages`;
  mkdirSync(packages);
  try {
    for (const name of PACKAGES) cpSync(join(PAGE, name), join(packages, name));
    execFileSync("npm", INSTALL_PAGE, { cwd: packages, stdio: ["ignore", "ignore", "inherit"] });
    const listed = execFileSync("find", ["node_modules", "-type", "f"], {
      cwd: packages,
      maxBuffer: 1 << 28,
    });
    for (const path of listed.toString().split("\n").filter(isDeclaration)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      cpSync(join(packages, path), join(folder, path));
    }
    cpSync(join(packages, "package-lock.json"), join(folder, "package-lock.json"));
  } finally {
    rmSync(packages, { recursive: true, force: true });
  }
}

/** The project's options, for a browser and esbuild. */
const tsconfig = () => ({
  extends: resolve("tsconfig.json"),
  compilerOptions: {
    lib: ["es2023", "dom", "dom.iterable"],
    module: "esnext",
    moduleResolution: "bundler",
    jsx: "react-jsx",
    types: [],
    incremental: true,
    tsBuildInfoFile: "tsbuildinfo",
  },
  include: ["src"],
  exclude: [],
});

void terminalProgress(checkPage);
