// @ts-check
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { cacheHome } = require("../paths.js");

/**
 * A folder of the user's cache for code. Creates the folder if it is missing.
 * @param {string} name
 * @param {string[]} names
 * @returns {string | undefined} undefined when other users can write to the folder, since its contents are executed
 */
function cacheFolder(name, ...names) {
  const folder = path.join(cacheHome(), name, ...names);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = fs.statSync(folder);
  return process.getuid && (uid !== process.getuid() || (mode & 0o022) !== 0) ? undefined : folder;
}

/**
 * Replaces a file atomically; several processes can do so at once.
 * Synchronous, unlike `lib/atomicWrite`: the program's cache is written while its process exits.
 * @param {string} file
 * @param {string | Uint8Array} contents
 */
function write(file, contents) {
  const temporary = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(temporary, contents, { mode: 0o600 });
  fs.renameSync(temporary, file);
}

module.exports = { cacheFolder, write };
