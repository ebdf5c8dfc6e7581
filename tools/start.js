// @ts-check
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { load } = require("../lib/sourceBundle/load.js");

/*
 * Runs a command of this checkout from a bundle of its sources: `node tools/start.js tools/status.ts dev`. A command runs when
 * it is loaded, or exports `start`, and sees the arguments after its path. Loading the sources by tsx takes more time than most
 * commands need.
 */
const [file = ""] = process.argv.splice(2, 1);
// The sources of a linked checkout have one bundle.
const main = fs.realpathSync(file);
load({
  main,
  cache: ["tools", path.basename(path.dirname(main)), path.basename(main, ".ts")],
  sources: ["lib", "runtime", "components", "stacks", "tools"],
})
  .then((command) => command?.start?.())
  .catch((error) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  });
