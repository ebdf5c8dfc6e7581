// @ts-check
"use strict";
/*
 * Starts the engine. tsx takes about half a second to load the engine's sources, so esbuild bundles them, with the providers
 * of this repository, once into the user's cache folder. The bundle's name is a hash of the names, sizes and times of all
 * sources, so every edit takes effect. Saves about 10 % of an unchanged `up`, and half of a short command. tsx loads the
 * sources if bundling fails, or with PULUMI_DEBUG set, so that stack traces refer to the sources.
 */
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");
const { isEnabled } = require("./patches.js");
const { cacheFolder, write } = require("./userCache.js");
/** @type {import("./types").Loader} */
const Module = /** @type {any} */ (require("node:module"));

const ENGINE = path.join(__dirname, "..");
const CHECKOUT = path.join(ENGINE, "..", "..");
const MAIN = path.join(ENGINE, "main.ts");
/** Folders whose sources a bundle can contain. */
const SOURCES = ["lib", "runtime/engine", "runtime/images", "runtime/protocol", "runtime/providers"];

/** @typedef {{ folder: string, code: string, data: string }} Bundle Paths of a bundle and of V8's code cache for it. */
/** @typedef {typeof import("../main")} Main */

function launch() {
  load()
    .then(({ main }) => main())
    .catch((error) => {
      process.stderr.write(`error: ${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    });
}

/**
 * The exports of main.ts.
 * @returns {Promise<Main>}
 */
async function load() {
  if (!process.env.PULUMI_DEBUG && isEnabled("bundle")) {
    try {
      const bundle = findBundle();
      if (bundle && !fs.existsSync(bundle.code)) await require("./bundle.js").build(bundle, CHECKOUT);
      if (bundle) return run(bundle);
    } catch {
      // tsx loads the sources instead.
    }
  }
  useTsx();
  return require(MAIN);
}

function useTsx() {
  // @ts-expect-error tsx has no types for this entrypoint.
  require("tsx/cjs");
}

/**
 * The paths of the bundle of the current sources, even if it does not exist.
 * @returns {Bundle | undefined} undefined without a safe cache folder
 */
function findBundle() {
  const checkout = createHash("sha256").update(CHECKOUT).digest("hex").slice(0, 16);
  const folder = cacheFolder("engine", checkout);
  if (folder === undefined) return undefined;
  const key = createHash("sha256").update(process.version);
  for (const source of SOURCES) addSources(key, path.join(CHECKOUT, source));
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
 * @param {string} file
 */
function addFile(key, file) {
  const { size, mtimeMs } = fs.statSync(file);
  key.update(`${file}\0${size}\0${mtimeMs}\n`);
}

/**
 * Runs a bundle. From then on `require` of a source that the bundle contains returns the bundle's module, so that each
 * module exists once.
 * @param {Bundle} bundle
 * @returns {Main}
 */
function run({ code, data }) {
  const text = fs.readFileSync(code, "utf8");
  const cachedData = isEnabled("bundle-code") && fs.existsSync(data) ? fs.readFileSync(data) : undefined;
  const script = new vm.Script(Module.wrap(text), { filename: code, cachedData });
  const bundle = { exports: /** @type {any} */ ({}) };
  script.runInThisContext()(bundle.exports, Module.createRequire(MAIN), bundle, MAIN, ENGINE);
  /** @type {Record<string, () => any>} */
  const modules = bundle.exports.modules;
  if (isEnabled("bundle-code") && (!cachedData || script.cachedDataRejected)) {
    for (const load of Object.values(modules)) load(); // V8 caches the functions that have been compiled.
    write(data, script.createCachedData());
  }
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
  return modules[MAIN]?.();
}

module.exports = { launch, load };
