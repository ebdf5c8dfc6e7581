// @ts-check
"use strict";
// Finds the file of a program as the official runner does, and explains why it is missing.
const fs = require("node:fs");
const path = require("node:path");

/** @typedef {{ [key: string]: any }} Manifest */

/**
 * The nearest package.json of a folder, and its folder; an empty manifest when there is none.
 * @param {string} folder
 * @returns {{ root: string, manifest: Manifest }}
 */
function nearestManifest(folder) {
  for (let at = folder; ; at = path.dirname(at)) {
    const file = path.join(at, "package.json");
    if (fs.existsSync(file)) return { root: at, manifest: readManifest(file) };
    if (at === path.dirname(at)) return { root: folder, manifest: {} };
  }
}

/** @param {string} file @returns {Manifest} */
function readManifest(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")) ?? {};
  } catch {
    return {}; // Node reports it when it loads the program.
  }
}

/**
 * The file or folder to load. When Pulumi.yaml names no file, `exports` or `main` of the nearest package.json does.
 * @param {string} program the file or folder that Pulumi.yaml names
 * @param {(message: string) => void} warn
 */
function entrypointOf(program, warn) {
  if (!fs.statSync(program).isDirectory()) return program;
  const { root, manifest } = nearestManifest(program);
  const named = namedEntrypoint(manifest);
  if (typeof named !== "string" || named === "") return program;
  const file = path.join(root, named);
  if (fs.existsSync(file)) return file;
  warn(`Could not find entry point '${named}' specified in package.json; using '${program}' instead`);
  return program;
}

/** @param {Manifest} manifest @returns {unknown} */
function namedEntrypoint({ exports: exported, main }) {
  if (typeof exported === "string") return exported;
  if (typeof exported !== "object" || exported === null) return main;
  const root = exported["."];
  return typeof root === "object" && root !== null ? root.default || root.require || root.import : root;
}

/**
 * The file of an ES module program.
 * @param {string} entrypoint a file or folder
 */
function moduleFile(entrypoint) {
  const real = fs.realpathSync(path.resolve(entrypoint));
  if (!fs.statSync(real).isDirectory()) return real;
  const index = ["index.js", "index.mjs", "index.ts", "index.mts"].find((name) =>
    fs.existsSync(path.join(real, name)),
  );
  if (index === undefined) throw new Error(`No entrypoint found in ${real}`);
  return path.join(real, index);
}

/** True for a folder with index.js and index.ts, of which index.js is loaded. @param {string} entrypoint */
function hidesTypeScript(entrypoint) {
  if (!fs.statSync(entrypoint, { throwIfNoEntry: false })?.isDirectory()) return false;
  return ["index.js", "index.ts"].every((name) => fs.existsSync(path.join(entrypoint, name)));
}

/**
 * Explains why the program itself cannot be loaded, in the words of the official runner.
 * @param {string} entrypoint as it was requested
 * @param {any} error
 * @returns {string[] | undefined} undefined when the error has another cause
 */
function explainMissing(entrypoint, error) {
  if (error?.code !== "MODULE_NOT_FOUND") return undefined;
  if (/Cannot find module '(.*)'/.exec(error.message)?.[1] !== entrypoint) return undefined;
  return [
    `We failed to locate the entry point for your program: ${entrypoint}`,
    "Here's what we think went wrong:",
    ...probableCause(entrypoint, error),
  ];
}

/** @param {string} entrypoint @param {Error} error */
function probableCause(entrypoint, error) {
  const isFolder = fs.statSync(entrypoint, { throwIfNoEntry: false })?.isDirectory();
  const { root, manifest } = nearestManifest(isFolder ? entrypoint : path.dirname(entrypoint));
  const { dependencies = {}, devDependencies = {}, scripts = {}, main = "index.js" } = manifest;
  if ("build" in scripts)
    return [
      `  * Your program looks like it has a build script associated with it ('${scripts.build}').\n`,
      "Pulumi does not run build scripts before running your program. " +
        `Please run '${scripts.build}', 'yarn build', or 'npm run build' and try again.`,
    ];
  if ("typescript" in dependencies || "typescript" in devDependencies)
    return ["  * Your program looks like a TypeScript program. Have you run 'tsc'?"];
  if (typeof main === "string" && !fs.existsSync(path.join(root, main)))
    return [`  * Your program's 'main' file (${path.join(root, main)}) does not exist.`];
  return ["  * Pulumi encountered an unexpected error.", `    Raw exception message: ${error.message}`];
}

module.exports = { entrypointOf, explainMissing, hidesTypeScript, moduleFile, nearestManifest };
