// Takes out of the Pulumi SDK what costs a program much time at its start and gives it nothing here.
"use strict";
const Module = require("node:module");
const path = require("node:path");

/**
 * Reads no source maps of packages: only the program's own sources are ever shown in an error, and the maps of a big SDK
 * take longer to read than its code.
 */
function withoutSourceMapsOfPackages() {
  const inPackage = `${path.sep}node_modules${path.sep}`;
  const compile = Module.prototype._compile;
  Module.prototype._compile = function (content, filename, ...rest) {
    if (!process.sourceMapsEnabled || !filename.includes(inPackage)) {
      return compile.call(this, content, filename, ...rest);
    }
    process.setSourceMapsEnabled(false);
    try {
      return compile.call(this, content, filename, ...rest);
    } finally {
      process.setSourceMapsEnabled(true);
    }
  };
}

/**
 * Keeps the SDK from formatting a stack trace for every resource and every promise: the positions in the program go
 * nowhere, since this engine keeps none in the state, and the promises' traces are for the SDK's own debugging.
 * @param sdk loads a module of the SDK
 */
function withoutStackTraces(sdk) {
  sdk("resource").Resource.stackTrace = () => [];
  if (process.env.PULUMI_DEBUG_PROMISE_LEAKS) return;
  const debuggable = sdk("runtime/debuggable");
  const { debuggablePromise } = debuggable;
  debuggable.debuggablePromise = (promise, context) => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(promise, context);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
}

/** Keeps the SDK from hundreds of calls for debugging lines that nobody sees, with all that was answered in them. */
function withoutDebugLog(sdk) {
  sdk("log").debug = () => Promise.resolve();
  const { RegisterResourceResponse, ReadResourceResponse } = sdk("proto/resource_pb");
  const { InvokeResponse, CallResponse } = sdk("proto/provider_pb");
  for (const response of [RegisterResourceResponse, ReadResourceResponse, InvokeResponse, CallResponse])
    response.prototype.toString = () => "(not shown)";
}

module.exports = { withoutSourceMapsOfPackages, withoutStackTraces, withoutDebugLog };
