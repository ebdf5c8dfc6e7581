// @ts-check
"use strict";
// Loaded by every process that the engine starts. The engine holds the other end of a pipe and never writes to it; the
// system closes it when the engine ends for any reason, and then this process exits too.
const net = require("node:net");

/** The pipe's file descriptor in a process that the engine has started. */
const LIFELINE = 4;

const line = new net.Socket({ fd: LIFELINE, readable: true, writable: false });
line.on("error", () => undefined);
line.on("close", () => process.exit(1));
line.resume();
line.unref(); // The pipe does not keep a finished program running.
