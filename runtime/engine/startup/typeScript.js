// @ts-check
"use strict";
/*
 * Compiles a program's TypeScript sources as the official runner does: with ts-node and TypeScript of the program's
 * packages, or else with the versions inside the SDK, which check types. They take a second to load, so they are loaded when
 * the first source requires them.
 */
const fs = require("node:fs");
const { createRequire, register } = require("node:module");
const { pathToFileURL } = require("node:url");
/** @type {import("./types").Loader} */
const Module = /** @type {any} */ (require("node:module"));

const EXTENSIONS = [".ts", ".tsx"];

/**
 * @param {NodeJS.Require} requireFromProgram
 * @param {boolean} isModule whether the program consists of ES modules
 */
function installTypeScript(requireFromProgram, isModule) {
  if (process.execArgv.some((arg) => ["--loader", "--import"].includes(arg))) return; // The project brings its own loader.
  const tsconfig = process.env.PULUMI_NODEJS_TSCONFIG_PATH ?? "tsconfig.json";
  const sdkFile = requireFromProgram.resolve("@pulumi/pulumi/cmd/run/run.js");
  const requireFromSdk = createRequire(sdkFile);
  if (isModule && resolves(requireFromSdk, "ts-node/esm")) {
    const options = optionsFor(requireFromSdk, tsconfig, { target: "ES2022", node: "nodenext" });
    register("./hooks.js", pathToFileURL(sdkFile), { data: options });
    return;
  }
  const compile = () => {
    for (const extension of EXTENSIONS) delete Module._extensions[extension];
    const options = optionsFor(requireFromSdk, tsconfig, { target: "ES2020" });
    requireFromSdk(requireFromSdk("../../tsutils").typeScriptRequireStrings().tsnodeRequire).register(
      options,
    );
  };
  // With allowJs, JavaScript sources are compiled too.
  if (fs.existsSync(tsconfig) && fs.readFileSync(tsconfig, "utf8").includes('"allowJs"')) return compile();
  for (const extension of EXTENSIONS) {
    Module._extensions[extension] = (module, filename) => {
      compile();
      Module._extensions[extension]?.(module, filename);
    };
  }
}

/**
 * The options of ts-node.
 * @param {NodeJS.Require} requireFromSdk
 * @param {string} tsconfig
 * @param {{ target: string, node?: string }} defaults
 */
function optionsFor(requireFromSdk, tsconfig, { target, node }) {
  const tsutils = requireFromSdk("../../tsutils");
  const compiler = tsutils.typeScriptRequireStrings().typescriptRequire;
  const [major, minor] = requireFromSdk(compiler).version.split(".").map(Number);
  const nodeNext = node !== undefined || major > 4 || (major === 4 && minor >= 7);
  const compilerOptions = tsutils.loadTypeScriptCompilerOptions(tsconfig);
  const transpileOnly = process.env.PULUMI_NODEJS_TRANSPILE_ONLY;
  return {
    compiler,
    transpileOnly: transpileOnly ? transpileOnly === "true" : compilerOptions.noCheck,
    project: tsconfig,
    skipProject: !fs.existsSync(tsconfig),
    compilerOptions: {
      target,
      module: nodeNext ? "nodenext" : "commonjs",
      moduleResolution: nodeNext ? "nodenext" : "node",
      sourceMap: "true",
      ...compilerOptions,
    },
  };
}

/** @param {NodeJS.Require} require @param {string} name */
function resolves(require, name) {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

module.exports = { installTypeScript };
