// @ts-check
"use strict";

/**
 * The benchmark of the start-up (tools/bench/startup.ts) switches single patches off by their names, separated by commas.
 */
const skippedPatches = process.env.MESHSTACK_STARTUP_SKIP ?? "";

/** @param {string} name */
const isEnabled = (name) => !skippedPatches.split(",").includes(name);

module.exports = { isEnabled, skippedPatches };
