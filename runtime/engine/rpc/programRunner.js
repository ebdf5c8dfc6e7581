// Runs one Pulumi program in this process, for the engine that started it: what `@pulumi/pulumi/cmd/run` does, but ready
// in a fraction of its time. The arguments are the program's file or folder, its working directory, and the module (of
// CommonJS) that loads its sources, if any; settings and
// configuration come as one message over the process's channel, so that no secret stands in a command line or
// environment that others can read. Plain JavaScript: it must run before any loader for TypeScript is there.
"use strict";
const fs = require("node:fs");
const { createRequire } = require("node:module");
const path = require("node:path");
const util = require("node:util");
const { pathToFileURL } = require("node:url");
require("./lazySdk.js");
const leanSdk = require("./leanSdk.js");

/** The exit code that says: what went wrong has been told already. */
const ALREADY_TOLD = 32;

const [program, workingDirectory, loader] = process.argv.slice(2);
const anchor = path.join(workingDirectory, "noop.js");
const requireFromProgram = createRequire(anchor);
const received = new Promise((resolve) => process.once("message", resolve));
process.once("disconnect", () => {
  if (!running) process.exit(0); // the engine is gone before it said what to do
});
let running = false;

leanSdk.withoutSourceMapsOfPackages();
const keepModules = isModule(workingDirectory)
  ? () => undefined
  : require("./moduleCache.js").install(program, workingDirectory, loader);

/** A module of the SDK that the program uses. */
const sdk = (name) => requireFromProgram(`@pulumi/pulumi/${name}`);
// The SDK reads its settings when they are first asked for, so it can be loaded while those are on their way.
try {
  sdk("proto/resource_grpc_pb");
  requireFromProgram("@pulumi/pulumi");
} catch {
  // Told below, where errors are.
}

const uncaught = new Set();
const told = new Set();

/** Tells the engine of an error that the program threw, in the words of the official runner. */
function tell(error) {
  if (told.has(error)) return;
  told.add(error);
  // The engine has stopped the operation, and has told why; whatever the program asks of it now fails.
  if (sdk("runtime/state").getStore().terminated) return;
  const { RunError, ResourceError } = sdk("errors");
  const log = sdk("log");
  if (RunError.isInstance(error)) log.error(error.message);
  else if (ResourceError.isInstance(error))
    log.error(error.hideStack ? error.message : described(error), error.resource);
  else log.error(`Running program '${program}' failed with an unhandled exception:\n${described(error)}`);
}

function described(error) {
  if (error?.name === "SyntaxError") return String(error.stack).split("\n    at ")[0];
  return error?.stack ? util.inspect(error) : (error?.message ?? util.inspect(error));
}

function onUncaught(error) {
  uncaught.add(error);
  try {
    tell(error);
  } catch {
    console.error(described(error)); // the SDK itself could not be loaded
    process.exit(1);
  }
}
process.on("uncaughtException", onUncaught);
process.on("unhandledRejection", onUncaught);
process.on("exit", (code) => {
  if (code === 0 && uncaught.size > 0)
    process.exitCode = [...uncaught].every((error) => told.has(error)) ? ALREADY_TOLD : 1;
  else if (code === 0 && running) {
    try {
      keepModules(); // The engine knows already that all is done.
    } catch {
      // Slower the next time.
    }
  }
});

// The program has ended when there is nothing left to do. Handlers that the program adds go first, for they may do more.
let signalled = false;
process.once("beforeExit", () => {
  setImmediate(() => {
    process.on("beforeExit", (code) => {
      if (signalled || code !== 0 || uncaught.size > 0) return;
      signalled = true;
      // An engine that has what it needs may be gone before it answers.
      sdk("runtime/settings")
        .signalAndWaitForShutdown()
        .catch(() => undefined);
    });
  });
});

async function load() {
  if (isModule(workingDirectory)) {
    let file = fs.realpathSync(program);
    if (fs.statSync(file).isDirectory()) {
      const entry = ["index.js", "index.mjs", "index.ts", "index.mts"].find((name) =>
        fs.existsSync(path.join(file, name)),
      );
      if (entry === undefined) throw new Error(`No entrypoint found in ${file}`);
      file = path.join(file, entry);
    }
    const exported = await import(pathToFileURL(file).href);
    return "default" in exported ? exported.default : exported;
  }
  return requireFromProgram(fs.statSync(program).isDirectory() ? `${program}/` : program);
}

/** True when the nearest package.json says that its files are ES modules. */
function isModule(folder) {
  for (let at = folder; ; at = path.dirname(at)) {
    const manifest = path.join(at, "package.json");
    if (fs.existsSync(manifest)) return JSON.parse(fs.readFileSync(manifest, "utf8")).type === "module";
    if (at === path.dirname(at)) return false;
  }
}

async function main() {
  const { env } = await received;
  running = true;
  Object.assign(process.env, env);
  process.disconnect();
  process.argv = [process.argv[0], program];
  leanSdk.withoutDebugLog(sdk);
  leanSdk.withoutStackTraces(sdk);
  await sdk("runtime/stack").runInPulumiStack(async () => {
    const exported = await load();
    return exported instanceof Function ? exported() : exported;
  });
}
void main();
