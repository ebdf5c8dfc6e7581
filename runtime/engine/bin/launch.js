"use strict";
/*
 * Starts the engine fast. TypeScript loaded file by file costs about half a second; so the engine's sources, and those of
 * the in-repo plugins that run in its process, are bundled once by esbuild (which tsx brings) into the user's cache folder,
 * with V8's code cache: about 50 ms. The bundle's name is a hash of the sources' names, sizes and times, so an edit is
 * picked up at once. Where that fails for whatever reason, or with PULUMI_DEBUG set (which wants stack traces of the
 * sources), tsx loads the sources as they are.
 */
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const vm = require("node:vm");
const { cacheFolder, write } = require("./userCache.js");

const ENGINE = path.join(__dirname, "..");
const CHECKOUT = path.join(ENGINE, "..", "..");
const MAIN = path.join(ENGINE, "main.ts");
/** Folders whose sources a bundle may hold. */
const SOURCES = ["lib", "runtime/engine", "runtime/protocol", "runtime/providers"];

function launch() {
  load()
    .then(({ main }) => main())
    .catch((error) => {
      process.stderr.write(`error: ${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    });
}

/** The exports of main.ts. */
async function load() {
  if (!process.env.PULUMI_DEBUG) {
    try {
      const found = findBundle();
      if (found && !fs.existsSync(found.code)) await require("./bundle.js").build(found, CHECKOUT);
      if (found) return run(found);
    } catch {
      // No bundle, no harm.
    }
  }
  require("tsx/cjs");
  return require(MAIN);
}

/** Where the bundle of the present sources lies, or will lie; undefined where there is no safe place. */
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
      if (entry.name !== "node_modules" && entry.name !== "testing") addSources(key, file);
    } else if (/\.(ts|js|json)$/.test(entry.name) && !/\.test\.ts$/.test(entry.name)) addFile(key, file);
  }
}

function addFile(key, file) {
  const { size, mtimeMs } = fs.statSync(file);
  key.update(`${file}\0${size}\0${mtimeMs}\n`);
}

/** Runs a bundle, and has it answer when a source that it holds is required, so that there is one of each module. */
function run({ code, data }) {
  const text = fs.readFileSync(code, "utf8");
  const cachedData = fs.existsSync(data) ? fs.readFileSync(data) : undefined;
  const script = new vm.Script(Module.wrap(text), { filename: code, cachedData });
  const bundle = { exports: {} };
  script.runInThisContext()(bundle.exports, Module.createRequire(MAIN), bundle, MAIN, ENGINE);
  const { modules } = bundle.exports;
  if (!cachedData || script.cachedDataRejected) {
    for (const load of Object.values(modules)) load(); // Compiled now, they are in the cache.
    write(data, script.createCachedData());
  }
  Module._extensions[".ts"] = (module, filename) => {
    const load = modules[filename];
    if (load) {
      module.exports = load();
      return;
    }
    delete Module._extensions[".ts"];
    require("tsx/cjs");
    Module._extensions[".ts"](module, filename);
  };
  return modules[MAIN]();
}

module.exports = { launch, load };
