/*
 * Loads a program's CommonJS modules fast. Finding, reading, translating and compiling the five hundred files of a program
 * that uses the Pulumi SDK takes the better part of a second; so what one run finds out is kept in the user's cache folder
 * for the next: which file each request means, what the loader (tsx) makes of each source, and V8's compiled code.
 * Modules stay what they are: one per file in `require.cache`, with their names and positions in stack traces.
 *
 * There are two files. The packages' (one for each `node_modules`, for all its programs) is good until something is
 * installed there; besides, each module's own file is looked at when it is used. The sources' (one for each program) is good
 * while every source, and every folder in which one of them was looked for, is as it was. What is not known goes the usual
 * way, which is also when the loader is first needed.
 */
"use strict";
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const vm = require("node:vm");
const { cacheFolder } = require("../bin/userCache.js");
const { codeOf, dataOf, readPack, stampOf, writePack } = require("./modulePack.js");

/** By which one sees that something was installed in a `node_modules`: its own time, and npm's, yarn's and pnpm's lists. */
const INSTALLED = ["", ".package-lock.json", ".yarn-integrity", ".modules.yaml"];
/** Files in a source's folder, and above, that decide on what is made of it, and on what its requests mean. */
const DECISIVE = ["package.json", "tsconfig.json", "jsconfig.json"];
/** A module that is bigger (the TypeScript compiler) is rarely used, and would be read at every start. Characters. */
const BIGGEST = 1_000_000;
/** A file that nobody wrote for so long is that of a program that is gone, or not costly to make again. Milliseconds. */
const FORGOTTEN = 30 * 24 * 3_600_000;

/**
 * Has the modules of this process come from the cache, from now on.
 * @param program the program's file or folder
 * @param directory the program's folder
 * @param loader the module that translates sources and provides for their source maps; undefined: none
 * @returns a function that keeps what is new for the next time
 */
function install(program, directory, loader) {
  const requireFromProgram = Module.createRequire(path.join(directory, "noop.js"));
  let loaded = loader === undefined;
  const usual = () => {
    if (!loaded) requireFromProgram(loader);
    return () => undefined;
  };
  const root = process.env.PULUMI_DEBUG ? undefined : packagesFolder(requireFromProgram);
  const folder = root === undefined ? undefined : safeFolder();
  if (folder === undefined) return usual();

  // Whatever else decides on what a request means.
  const settings = [process.env.NODE_OPTIONS, process.env.NODE_PATH, process.env.TSX_TSCONFIG_PATH];
  const installed = INSTALLED.map((name) => stampOf(path.join(root, name)));
  const tools = [
    fs.readFileSync(__filename, "utf8"),
    ...(loaded ? [] : [requireFromProgram.resolve(loader)]),
  ];
  // The lifeline lies in a checkout, of which several may share their packages.
  const flags = process.execArgv.filter((arg) => path.basename(arg) !== "lifeline.js");
  const guard = hash(process.version, process.arch, flags, settings, installed, tools);
  const packagesFile = path.join(folder, `${hash(root, loader)}.packages`);
  const sourcesFile = path.join(folder, `${hash(program, root, loader)}.sources`);
  const packages = readPack(packagesFile, guard);
  const sources = readPack(sourcesFile, guard);
  const packOf = (name) => (name.startsWith(root) ? packages : sources);

  let resolve = Module._resolveFilename;
  /** The loader goes below what is installed here, which has to see what comes out in the end. */
  function needLoader() {
    if (loaded) return;
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
    if (known !== undefined && Object.hasOwn(known, request)) return known[request];
    needLoader();
    if (pack === sources) {
      remember(sources.stamps, from);
      remember(sources.stamps, path.dirname(path.resolve(from, request)));
    }
    const filename = resolve.call(this, request, parent, isMain, options);
    const kept =
      pack === sources ? !filename.includes("?") : !path.isAbsolute(filename) || packOf(filename) === pack;
    if (kept) {
      (pack.resolutions[from] ??= Object.create(null))[request] = filename;
      pack.changed = true;
    }
    return filename;
  };

  const load = Module.prototype.load;
  const compile = Module.prototype._compile;
  /** What files were like before they were read. */
  const stamps = new Map();
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
  Module.prototype._compile = function (code, filename, ...format) {
    const stamp = stamps.get(filename);
    if (!stamp || format[0] === "module") return compile.call(this, code, filename, ...format);
    const pack = packOf(filename);
    const entry = { stamp, ...(code.length < BIGGEST && { text: code }) };
    pack.modules[filename] = entry;
    pack.changed = true;
    // Sources are compiled by Node, which knows their source maps then; so is what imports, in its own way.
    const script = pack === packages && entry.text !== undefined && !/\bimport\s*\(/.test(code);
    if (!script || !runScript(this, code, pack, entry)) compile.call(this, code, filename, ...format);
  };
  if (!loaded) process.setSourceMapsEnabled(true);

  return () => {
    if (packages.changed) writePack(packagesFile, guard, packages);
    // Without a loader there is little to be won, for programs of which there may be many.
    if (!sources.changed || loader === undefined) return;
    for (const name of Object.keys(sources.modules)) sources.stamps[name] = sources.modules[name].stamp;
    // What a configuration extends is not looked at.
    if (Object.keys(sources.stamps).some(extendsOther)) return;
    writePack(sourcesFile, guard, sources);
    forgetOld(folder);
  };
}

/** Notes what decides on requests from a folder: itself, and what lies above it. */
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

const extendsOther = (name) =>
  /[\\/][jt]sconfig\.json$/.test(name) &&
  fs.existsSync(name) &&
  fs.readFileSync(name, "utf8").includes('"extends"');

/** Runs a module's code as Node does, with V8's cache where the entry has one. False when it cannot be compiled so. */
function runScript(module, code, pack, entry) {
  const { filename } = module;
  const cachedData = dataOf(pack, entry);
  const columnOffset = -Module.wrapper[0].length;
  let script;
  try {
    script = new vm.Script(Module.wrap(code), { filename, columnOffset, cachedData });
  } catch {
    return false; // Told by whoever compiles it in another way.
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

/** A module's `require`. */
function requireOf(module) {
  const require = (id) => module.require(id);
  require.resolve = (request, options) => Module._resolveFilename(request, module, false, options);
  require.resolve.paths = (request) => Module._resolveLookupPaths(request, module);
  require.main = process.mainModule;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

/** The outermost `node_modules` in which the program finds the SDK, with a separator at its end; undefined: nowhere. */
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

function forgetOld(folder) {
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name);
    if (Date.now() - fs.statSync(file).mtimeMs > FORGOTTEN) fs.rmSync(file, { force: true });
  }
}

const hash = (...parts) => createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);

module.exports = { install };
