"use strict";
const fs = require("node:fs");
const { homedir } = require("node:os");
const path = require("node:path");

/** A folder for things that are run from the user's cache; undefined where there is no safe place. */
function cacheFolder(...names) {
  const cache = process.env.XDG_CACHE_HOME || path.join(homedir(), ".cache");
  const folder = path.join(cache, "meshstack", ...names);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = fs.statSync(folder);
  // What others may write must not be run.
  return process.getuid && (uid !== process.getuid() || (mode & 0o022) !== 0) ? undefined : folder;
}

/** Writes a file whole or not at all; two processes may do so at once. */
function write(file, contents) {
  const temporary = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(temporary, contents, { mode: 0o600 });
  fs.renameSync(temporary, file);
}

module.exports = { cacheFolder, write };
