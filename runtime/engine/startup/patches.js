// @ts-check
"use strict";

/** Names of disabled patches, separated by commas. The benchmark tools/bench/startup.ts disables single patches. */
const skippedPatches = process.env.MESHSTACK_STARTUP_SKIP ?? "";

/** @param {string} name */
const isEnabled = (name) => !skippedPatches.split(",").includes(name);

module.exports = { isEnabled, skippedPatches };
