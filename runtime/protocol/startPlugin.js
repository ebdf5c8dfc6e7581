// @ts-check
"use strict";
const path = require("node:path");
const { load } = require("../../lib/sourceBundle/load.js");

/**
 * Runs a plugin's main.ts from a bundle: an engine starts a plugin for each command, and loading the sources by tsx would
 * take longer than an unchanged `up`.
 * @param {string} folder the plugin's
 */
function startPlugin(folder) {
  load({
    main: path.join(folder, "main.ts"),
    cache: ["plugins", path.basename(folder)],
    sources: ["lib", "runtime/protocol", "runtime/providers", "runtime/images"],
  }).catch((error) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  });
}

module.exports = { startPlugin };
