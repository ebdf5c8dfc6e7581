// @ts-check
"use strict";
// Ends a process that the engine started when the engine ends for any reason. The engine keeps the other end of a pipe open
// and never writes to it; the system closes that end with the engine.
const net = require("node:net");

/** The pipe's file descriptor in a process that the engine has started. */
const LIFELINE = 4;

const line = new net.Socket({ fd: LIFELINE, readable: true, writable: false });
line.on("error", () => undefined);
line.on("close", () => process.exit(1));
line.resume();
line.unref(); // The pipe does not keep a finished program running.
