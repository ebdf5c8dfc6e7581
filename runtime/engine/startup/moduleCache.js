// @ts-check
"use strict";
/*
 * Caches the results of loading the five hundred CommonJS modules of a program with the Pulumi SDK, which otherwise takes
 * most of a second at each start: the file of each request, the loader's (tsx) translation of each source, and V8's compiled
 * code. Modules keep their identity: one per file in `require.cache`, with their names and positions in stack traces.
 *
 * The cache consists of two files. The one for packages (per `node_modules`, for all programs) is valid until an installation
 * changes that folder; each module's file is checked when it is used. The one for sources (per program) is valid while every
 * source, and every searched folder, is unchanged. Node loads all other modules, and the loader is loaded only for these.
 * Saves 10 % of an unchanged `up`.
 *
 * Node 22 has `module.enableCompileCache()`, which caches compiled code only.
 */
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");
const { isEnabled, skippedPatches } = require("./patches.js");
const { cacheFolder } = require("../../../lib/sourceBundle/userCache.js");
const { codeOf, dataOf, readPack, stampOf, writePack } = require("./modulePack.js");
/** @type {import("./types").Loader} */
const Module = /** @type {any} */ (require("node:module"));

/** @typedef {import("./types").Pack} Pack */
/** @typedef {import("./types").PackEntry} PackEntry */

/** Paths in a `node_modules` that change with every installation: the folder, and the lists of npm, yarn and pnpm. */
const INSTALLED = ["", ".package-lock.json", ".yarn-integrity", ".modules.yaml"];
/** Files in a source's folder and the folders above it that affect translation and resolution. */
const DECISIVE = ["package.json", "tsconfig.json", "jsconfig.json"];
/** The size limit of a cached module, in characters: the TypeScript compiler is rarely used and slow to read. */
const BIGGEST = 1_000_000;
/** The maximum age of cache files, in milliseconds. Older ones are removed. */
const FORGOTTEN = 30 * 24 * 3_600_000;

/**
 * Makes this process load its modules from the cache.
 * @param {string} program the program's file or folder
 * @param {string} directory the program's folder
 * @param {string | undefined} loader the module that translates sources and provides their source maps, if any
 * @returns {() => void} saves the additions of this process to the cache
 */
function install(program, directory, loader) {
  const requireFromProgram = Module.createRequire(path.join(directory, "noop.js"));
  let loaded = loader === undefined;
  const root =
    process.env.PULUMI_DEBUG || !isEnabled("module-cache") ? undefined : packagesFolder(requireFromProgram);
  const folder = root === undefined ? undefined : safeFolder();
  if (root === undefined || folder === undefined) {
    if (loader !== undefined) requireFromProgram(loader);
    return () => undefined;
  }

  // Settings that change how requests resolve.
  const settings = [process.env.NODE_OPTIONS, process.env.NODE_PATH, process.env.TSX_TSCONFIG_PATH];
  const installed = INSTALLED.map((name) => stampOf(path.join(root, name)));
  const tools = [
    fs.readFileSync(__filename, "utf8"),
    ...(loader === undefined ? [] : [requireFromProgram.resolve(loader)]),
  ];
  // Checkouts can share packages, but each has its own path to the lifeline.
  const flags = process.execArgv.filter((arg) => path.basename(arg) !== "lifeline.js");
  const guard = hash(process.version, process.arch, flags, settings, installed, tools);
  const packagesFile = path.join(folder, `${hash(root, loader, skippedPatches)}.packages`);
  const sourcesFile = path.join(folder, `${hash(program, root, loader, skippedPatches)}.sources`);
  const packages = readPack(packagesFile, guard);
  const sources = readPack(sourcesFile, guard);
  const packOf = (/** @type {string} */ name) => (name.startsWith(root) ? packages : sources);

  let resolve = Module._resolveFilename;
  /** Installs the loader's hooks below those of this file, which need the loader's results. */
  function needLoader() {
    if (loaded || loader === undefined) return;
    loaded = true;
    const outermost = Module._resolveFilename;
    Module._resolveFilename = resolve;
    requireFromProgram(loader);
    resolve = Module._resolveFilename;
    Module._resolveFilename = outermost;
  }
  Module._resolveFilename = function (request, parent, isMain, options) {
    const from = options === undefined && parent?.filename ? path.dirname(parent.filename) : undefined;
    if (from === undefined) {
      needLoader();
      return resolve.call(this, request, parent, isMain, options);
    }
    const pack = packOf(from + path.sep);
    const known = Object.hasOwn(pack.resolutions, from) ? pack.resolutions[from] : undefined;
    if (known !== undefined && Object.hasOwn(known, request)) return /** @type {string} */ (known[request]);
    needLoader();
    if (pack === sources) {
      remember(sources.stamps, from);
      remember(sources.stamps, path.dirname(path.resolve(from, request)));
    }
    const filename = resolve.call(this, request, parent, isMain, options);
    const cacheable =
      pack === sources ? !filename.includes("?") : !path.isAbsolute(filename) || packOf(filename) === pack;
    if (cacheable) {
      (pack.resolutions[from] ??= Object.create(null))[request] = filename;
      pack.changed = true;
    }
    return filename;
  };

  const load = Module.prototype.load;
  const compile = Module.prototype._compile;
  /**
   * Stamps of files before they were read.
   * @type {Map<string, string>}
   */
  const stamps = new Map();
  /** @param {string} filename */
  Module.prototype.load = function (filename) {
    const pack = packOf(filename);
    const entry = Object.hasOwn(pack.modules, filename) ? pack.modules[filename] : undefined;
    const stamp = stampOf(filename);
    if (entry?.stamp !== stamp) {
      stamps.set(filename, stamp);
      if (!/\.(json|node)$/.test(filename)) needLoader();
      return load.call(this, filename);
    }
    const code = codeOf(pack, entry);
    if (code === undefined) return load.call(this, filename);
    this.filename = filename;
    this.paths = Module._nodeModulePaths(path.dirname(filename));
    if (!entry.data || !runScript(this, code, pack, entry)) compile.call(this, code, filename);
    this.loaded = true;
  };
  /**
   * @param {string} code
   * @param {string} filename
   * @param {string[]} format
   */
  Module.prototype._compile = function (code, filename, ...format) {
    const stamp = stamps.get(filename);
    if (!stamp || format[0] === "module") return compile.call(this, code, filename, ...format);
    const pack = packOf(filename);
    /** @type {PackEntry} */
    const entry = { stamp, ...(code.length < BIGGEST && { text: code }) };
    pack.modules[filename] = entry;
    pack.changed = true;
    // Node compiles our sources (it needs their source maps) and any module with dynamic `import()`.
    const script = pack === packages && entry.text !== undefined && !/\bimport\s*\(/.test(code);
    if (!script || !runScript(this, code, pack, entry)) compile.call(this, code, filename, ...format);
  };
  if (!loaded) process.setSourceMapsEnabled(true);

  return () => {
    if (packages.changed) writePack(packagesFile, guard, packages);
    // Without a loader, a cache of the sources saves little, and many programs would each write one.
    if (!sources.changed || loader === undefined) return;
    for (const [name, { stamp }] of Object.entries(sources.modules)) sources.stamps[name] = stamp;
    // The files that a configuration extends are not checked.
    if (Object.keys(sources.stamps).some(extendsOther)) return;
    writePack(sourcesFile, guard, sources);
    forgetOld(folder);
  };
}

/**
 * Records the stamps that affect requests from a folder: its own, and those of the folders above it.
 * @param {Pack["stamps"]} stamps
 * @param {string} folder
 */
function remember(stamps, folder) {
  if (stamps[folder] !== undefined) return;
  stamps[folder] = stampOf(folder);
  for (let at = folder; ; at = path.dirname(at)) {
    const packages = path.join(at, "node_modules");
    if (stamps[packages] !== undefined) return;
    for (const name of [packages, ...DECISIVE.map((name) => path.join(at, name))])
      stamps[name] = stampOf(name);
    if (stamps[packages] !== "" || at === path.dirname(at)) return;
  }
}

/** @param {string} name */
const extendsOther = (name) =>
  /[\\/][jt]sconfig\.json$/.test(name) &&
  fs.existsSync(name) &&
  fs.readFileSync(name, "utf8").includes('"extends"');

/**
 * Runs a module's code as Node does, with V8's code cache if the entry has one.
 * @param {import("./types").LoadedModule} module
 * @param {string} code
 * @param {Pack} pack
 * @param {PackEntry} entry
 * @returns {boolean} false when the code does not compile
 */
function runScript(module, code, pack, entry) {
  const { filename } = module;
  const cachedData = dataOf(pack, entry);
  const columnOffset = -Module.wrapper[0].length;
  let script;
  try {
    script = new vm.Script(Module.wrap(code), { filename, columnOffset, cachedData });
  } catch {
    return false; // Node compiles it next and reports the error.
  }
  if (!cachedData || script.cachedDataRejected) {
    entry.script = script;
    pack.changed = true;
  }
  const run = script.runInThisContext();
  Reflect.apply(run, module.exports, [
    module.exports,
    requireOf(module),
    module,
    filename,
    path.dirname(filename),
  ]);
  return true;
}

/**
 * A module's `require`.
 * @param {import("./types").LoadedModule} module
 */
function requireOf(module) {
  const require = (/** @type {string} */ id) => module.require(id);
  require.resolve = (/** @type {string} */ request, /** @type {unknown} */ options) =>
    Module._resolveFilename(request, module, false, options);
  require.resolve.paths = (/** @type {string} */ request) => Module._resolveLookupPaths(request, module);
  require.main = process.mainModule;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

/**
 * The outermost `node_modules` in which the program finds the SDK, with a separator at its end.
 * @param {NodeJS.Require} requireFromProgram
 * @returns {string | undefined} undefined when the program cannot find the SDK
 */
function packagesFolder(requireFromProgram) {
  try {
    const file = requireFromProgram.resolve("@pulumi/pulumi/package.json");
    return /^.*?[\\/]node_modules[\\/]/.exec(file)?.[0];
  } catch {
    return undefined;
  }
}

function safeFolder() {
  try {
    return cacheFolder("programs");
  } catch {
    return undefined;
  }
}

/** @param {string} folder */
function forgetOld(folder) {
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name);
    if (Date.now() - fs.statSync(file).mtimeMs > FORGOTTEN) fs.rmSync(file, { force: true });
  }
}

/** @param {unknown[]} parts */
const hash = (...parts) => createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);

module.exports = { install };
