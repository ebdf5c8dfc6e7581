// @ts-check
"use strict";
/*
 * Runs TypeScript sources of this checkout, or of the installed package. tsx takes about half a second to load the sources of
 * the engine or of a plugin, so esbuild bundles them once into the user's cache folder. The bundle's name is a hash of the
 * names, sizes and times of all sources, so every edit takes effect. tsx loads the sources if bundling fails, or with
 * PULUMI_DEBUG set, so that stack traces refer to the sources.
 */
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");
const { cacheFolder, write } = require("./userCache.js");
/** Node's types omit parts of its CommonJS loader. @type {any} */
const Module = require("node:module");

const CHECKOUT = path.join(__dirname, "..", "..");

/**
 * @typedef {object} Program
 * @property {string} main The source whose exports are loaded; absolute.
 * @property {string[]} cache Names of the cache folder below the user's.
 * @property {string[]} sources Folders whose sources the bundle can contain, relative to the checkout.
 * @property {() => string[]} [modules] More sources that the bundle exports; absolute.
 * @property {boolean} [bundled] False: tsx loads the sources. Default: true.
 * @property {boolean} [codeCache] Keep V8's code cache. Default: true.
 */
/** @typedef {{ folder: string, code: string, data: string }} Bundle Paths of a bundle and of V8's code cache for it. */

/**
 * The exports of a program's main source.
 * @param {Program} program
 * @returns {Promise<any>}
 */
async function load(program) {
  if (!process.env.PULUMI_DEBUG && program.bundled !== false) {
    try {
      const bundle = findBundle(program);
      if (bundle && !fs.existsSync(bundle.code)) {
        await require("./build.js").build(bundle, CHECKOUT, [program.main, ...(program.modules?.() ?? [])]);
      }
      if (bundle) return run(bundle, program);
    } catch {
      // tsx loads the sources instead.
    }
  }
  useTsx();
  return require(program.main);
}

function useTsx() {
  // @ts-expect-error tsx has no types for this entrypoint.
  require("tsx/cjs");
}

/**
 * The paths of the bundle of the current sources, even if it does not exist.
 * @param {Program} program
 * @returns {Bundle | undefined} undefined without a safe cache folder
 */
function findBundle({ cache, sources }) {
  const checkout = createHash("sha256").update(CHECKOUT).digest("hex").slice(0, 16);
  const [first = "", ...others] = cache;
  const folder = cacheFolder(first, checkout, ...others);
  if (folder === undefined) return undefined;
  const key = createHash("sha256").update(process.version);
  for (const source of sources) addSources(key, path.join(CHECKOUT, source));
  // Its version identifies the sources of an installed package, whose files can all have the same time.
  key.update(fs.readFileSync(path.join(CHECKOUT, "package.json")));
  for (const file of ["package-lock.json", "tsconfig.json"]) addFile(key, path.join(CHECKOUT, file));
  const name = key.digest("hex").slice(0, 32);
  return { folder, code: path.join(folder, `${name}.js`), data: path.join(folder, `${name}.cache`) };
}

/**
 * @param {import("node:crypto").Hash} key
 * @param {string} folder
 */
function addSources(key, folder) {
  let entries;
  try {
    entries = fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return; // An absent folder has no sources.
  }
  for (const entry of entries) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== "node_modules") addSources(key, file);
    } else if (/\.(ts|js|json)$/.test(entry.name) && !/\.test\.ts$/.test(entry.name)) addFile(key, file);
  }
}

/**
 * @param {import("node:crypto").Hash} key
 * @param {string} file may be missing: an installed package has no lock file
 */
function addFile(key, file) {
  const stats = fs.statSync(file, { throwIfNoEntry: false });
  if (stats !== undefined) key.update(`${file}\0${stats.size}\0${stats.mtimeMs}\n`);
}

/**
 * Runs a bundle. From then on `require` of a source that the bundle contains returns the bundle's module, so that each
 * module exists once.
 * @param {Bundle} bundle
 * @param {Program} program
 */
function run({ code, data }, { main, codeCache = true }) {
  const text = fs.readFileSync(code, "utf8");
  const cachedData = codeCache && fs.existsSync(data) ? fs.readFileSync(data) : undefined;
  const script = new vm.Script(Module.wrap(text), { filename: code, cachedData });
  const bundle = { exports: /** @type {any} */ ({}) };
  script.runInThisContext()(bundle.exports, Module.createRequire(main), bundle, main, path.dirname(main));
  /** @type {Record<string, () => any>} */
  const modules = bundle.exports.modules;
  if (codeCache && (!cachedData || script.cachedDataRejected)) {
    for (const load of Object.values(modules)) load(); // V8 caches the functions that have been compiled.
    write(data, script.createCachedData());
  }
  /** @param {NodeJS.Module} module @param {string} filename */
  Module._extensions[".ts"] = (module, filename) => {
    const load = modules[filename];
    if (load) {
      module.exports = load();
      return;
    }
    delete Module._extensions[".ts"];
    useTsx();
    Module._extensions[".ts"]?.(module, filename);
  };
  return modules[main]?.();
}

module.exports = { load };
