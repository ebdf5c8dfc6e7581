// @ts-check
"use strict";
/*
 * Runs one Pulumi program in this process for the engine that started it. Does what `@pulumi/pulumi/cmd/run` does, but
 * starts several times faster. Arguments: the program's file or folder, its working directory, and the CommonJS module that
 * loads its sources, if any. Settings and configuration arrive as one message on the process's channel, so that no secret is
 * in a command line or environment that other users can read. JavaScript, because it runs before any TypeScript loader.
 */
const { statSync } = require("node:fs");
const { createRequire } = require("node:module");
const path = require("node:path");
const util = require("node:util");
const { pathToFileURL } = require("node:url");
require("./lazySdk.js");
const {
  entrypointOf,
  explainMissing,
  hidesTypeScript,
  moduleFile,
  nearestManifest,
} = require("./entrypoint.js");
const leanSdk = require("./leanSdk.js");
const { isEnabled } = require("./patches.js");
const { installTypeScript } = require("./typeScript.js");

/** The exit code of a program whose errors have been reported. */
const ALREADY_REPORTED = 32;

const [program = "", workingDirectory = "", loader] = process.argv.slice(2);
const requireFromProgram = createRequire(path.join(workingDirectory, "noop.js"));
/** @type {Promise<{ env: Record<string, string> }>} */
const received = new Promise((resolve) =>
  process.once("message", (message) => resolve(/** @type {any} */ (message))),
);
process.once("disconnect", () => {
  if (!running) process.exit(0); // The engine has ended before it sent the settings.
});
let running = false;

/** True when the nearest package.json declares the files as ES modules. */
const isModule = nearestManifest(workingDirectory).manifest.type === "module";
const saveModules = isModule
  ? () => undefined
  : require("./moduleCache.js").install(program, workingDirectory, loader);

/** @type {import("./types").Sdk} */
const sdk = (name) => requireFromProgram(`@pulumi/pulumi/${name}`);
// The SDK reads its settings on first use, so it can be loaded before they arrive.
try {
  sdk("proto/resource_grpc_pb");
  requireFromProgram("@pulumi/pulumi");
} catch {
  // main() reports the error.
}

const uncaught = new Set();
const reported = new Set();

/**
 * Reports an error of the program to the engine, in the words of the official runner.
 * @param {any} error
 */
function report(error) {
  if (reported.has(error)) return;
  reported.add(error);
  // The engine has stopped the operation and reported why; all calls of the program fail from then on.
  if (sdk("runtime/state").getStore().terminated) return;
  mapStack();
  const { RunError, ResourceError } = sdk("errors");
  const log = sdk("log");
  if (RunError.isInstance(error)) log.error(error.message);
  else if (ResourceError.isInstance(error))
    log.error(error.hideStack ? error.message : described(error), error.resource);
  else log.error(`Running program '${requested}' failed with an unhandled exception:\n${described(error)}`);
}

/** Of Node.js; newer versions define it. */
const { prepareStackTrace } = Error;

/**
 * Lets stacks name the sources of compiled programs. Node.js writes the text of a stack when it is first read, so this is
 * loaded only for an error. ts-node brings its own.
 */
function mapStack() {
  if (Error.prepareStackTrace !== prepareStackTrace) return;
  try {
    const requireFromSdk = createRequire(requireFromProgram.resolve("@pulumi/pulumi/cmd/run/run.js"));
    requireFromSdk("source-map-support").install({ handleUncaughtExceptions: false });
  } catch {
    // The stack names the compiled files.
  }
}

/** The path of the program in messages: a CommonJS program's folder has a slash at its end. */
let requested = program;

/** @param {any} error */
function described(error) {
  if (error?.name === "SyntaxError" || error?.name === "TSError") {
    // The message contains the position in the source; the stack consists of frames of the compiler.
    const parts = String(error.stack).split(error.message);
    return parts.length === 2 ? `${parts[0]}${error.message}` : error.message;
  }
  if (error?.stack) return withoutStartup(util.inspect(error));
  try {
    return error?.message || String(error);
  } catch {
    return util.inspect(error); // An object without a text.
  }
}

/** Removes the stack frames of this folder, which say nothing about the program. @param {string} text */
const withoutStartup = (text) =>
  text
    .split("\n")
    .filter((line) => !/^\s+at /.test(line) || !line.includes(__dirname))
    .join("\n");

/** @param {unknown} error */
function onUncaught(error) {
  uncaught.add(error);
  try {
    report(error);
  } catch {
    console.error(described(error)); // The SDK itself failed to load.
    process.exit(1);
  }
}
process.on("uncaughtException", onUncaught);
process.on("unhandledRejection", onUncaught);
process.on("exit", (code) => {
  if (code === 0 && uncaught.size > 0)
    process.exitCode = [...uncaught].every((error) => reported.has(error)) ? ALREADY_REPORTED : 1;
  else if (code === 0 && running) {
    try {
      saveModules(); // The engine does not wait for this: the program has signalled its end.
    } catch {
      // The next start is slower.
    }
  }
});

// The program ends when its event loop is empty. Its own `beforeExit` handlers run first, because they can add work.
let signalled = false;
process.once("beforeExit", () => {
  setImmediate(() => {
    process.on("beforeExit", (code) => {
      if (signalled || code !== 0 || uncaught.size > 0) return;
      signalled = true;
      // The engine can end before it answers.
      sdk("runtime/settings")
        .signalAndWaitForShutdown()
        .catch(() => undefined);
    });
  });
});

const SHADOWED =
  "Found a TypeScript project containing an index.js file and no explicit entrypoint in Pulumi.yaml - Pulumi will use index.js";

async function load() {
  const entrypoint = entrypointOf(program, (message) => sdk("log").warn(message));
  const exported = isModule ? await importModule(entrypoint) : requireEntrypoint(entrypoint);
  if (hidesTypeScript(entrypoint)) sdk("log").warn(SHADOWED);
  return exported;
}

/** @param {string} entrypoint */
function requireEntrypoint(entrypoint) {
  // With a slash, a folder is not mistaken for a JSON file of the same name beside it.
  requested = statSync(entrypoint).isDirectory() ? `${entrypoint.replace(/\/$/, "")}/` : entrypoint;
  try {
    return requireFromProgram(requested);
  } catch (error) {
    const explanation = explainMissing(requested, error);
    if (explanation === undefined) throw error;
    for (const line of explanation) console.error(line);
    return process.exit(ALREADY_REPORTED);
  }
}

/** @param {string} entrypoint */
async function importModule(entrypoint) {
  const exported = await import(pathToFileURL(moduleFile(entrypoint)).href);
  if (!("default" in exported)) return exported;
  if (Object.keys(exported).length !== 1)
    throw new Error(
      "expected entrypoint module to have either a default export or named exports but not both",
    );
  return exported.default;
}

async function main() {
  const { env } = await received;
  running = true;
  Object.assign(process.env, env);
  process.disconnect?.();
  if (loader === undefined && process.env.PULUMI_NODEJS_TYPESCRIPT === "true")
    installTypeScript(requireFromProgram, isModule);
  process.argv = [process.execPath, program];
  if (isEnabled("debug-log")) leanSdk.withoutDebugLog(sdk);
  leanSdk.withFewOpenCalls(sdk, Number(process.env.PULUMI_NODEJS_PARALLEL));
  if (isEnabled("stack-traces")) leanSdk.withoutStackTraces(sdk);
  await sdk("runtime/stack").runInPulumiStack(async () => {
    const exported = await load();
    return exported instanceof Function ? exported() : exported;
  });
}
void main();
