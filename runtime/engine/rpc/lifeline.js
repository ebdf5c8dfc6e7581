// Loaded by the processes that the engine starts: a plugin or program ends when its engine is gone, however that ended.
// The engine holds the other end of a pipe and never writes to it; the system closes it with the engine.
"use strict";
const net = require("node:net");

/** The pipe's number in a process that the engine started. */
const LIFELINE = 4;

const line = new net.Socket({ fd: LIFELINE, readable: true, writable: false });
line.on("error", () => undefined);
line.on("close", () => process.exit(1));
line.resume();
line.unref(); // A program that has done all it wants to is not kept.
