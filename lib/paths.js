// @ts-check
"use strict";
const { createHash } = require("node:crypto");
const { homedir } = require("node:os");
const { isAbsolute, join } = require("node:path");

// CommonJS: the engine's start-up code reads this file before any TypeScript loader exists.

/** @param {string | undefined} path As the XDG specification requires, a relative path counts as unset. */
const absolute = (path) => (path && isAbsolute(path) ? path : undefined);

/**
 * The folder for files that can be created again: `meshstack` below `$MESHSTACK_CACHE`, else `$XDG_CACHE_HOME`, else
 * `~/.cache`.
 * @param {NodeJS.ProcessEnv} [env] default: this process's environment
 * @returns {string}
 */
function cacheHome(env = process.env) {
  const base = absolute(env.MESHSTACK_CACHE) ?? absolute(env.XDG_CACHE_HOME) ?? join(homedir(), ".cache");
  return join(base, "meshstack");
}

/**
 * The base folder for state that outlives a program: `$XDG_STATE_HOME`, else `~/.local/state`.
 * @param {NodeJS.ProcessEnv} [env] default: this process's environment
 * @param {string} [home] default: the user's home folder
 * @returns {string}
 */
function stateHome(env = process.env, home = homedir()) {
  return absolute(env.XDG_STATE_HOME) ?? join(home, ".local", "state");
}

/**
 * The folder of one stack of one checkout: `BASE/meshstack/CHECKOUT/STACK`, with a hash of the checkout's path.
 * @param {string} base
 * @param {string} root the checkout's path
 * @param {string} stack
 * @returns {string}
 */
function stackFolder(base, root, stack) {
  const checkout = createHash("sha256").update(root).digest("hex").slice(0, 12);
  return join(base, "meshstack", checkout, stack);
}

module.exports = { cacheHome, stackFolder, stateHome };
