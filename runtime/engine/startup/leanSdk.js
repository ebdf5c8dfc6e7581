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

/** Registrations that a program sends ahead, for each step that the engine executes at a time. */
const OPEN_PER_STEP = 4;

/**
 * Sends a registration when the engine has answered enough of those before it, in the program's order. The SDK sends all
 * of them at once, although the engine executes few steps at a time; each open call costs memory in both processes. Saves
 * a tenth of the memory of 5,000 resources.
 *
 * A transform can wait for a resource that it registers, while the engine waits for the transform. So after the first
 * transform nothing waits any more.
 * @param {import("./types").Sdk} sdk
 * @param {number} parallel how many steps the engine executes at a time
 */
function withFewOpenCalls(sdk, parallel) {
  const { ResourceMonitorClient } = sdk("proto/resource_grpc_pb");
  const { getStore } = sdk("runtime/state");
  const { registerResource } = ResourceMonitorClient.prototype;
  const limit = OPEN_PER_STEP * parallel;
  /** @type {(() => void)[]} */
  const waiting = [];
  let open = 0;
  const sendNext = () => {
    const hasTransforms = getStore().callbacks !== undefined;
    while (waiting.length > 0 && (open < limit || hasTransforms)) waiting.shift()?.();
  };
  ResourceMonitorClient.prototype.registerResource = function (
    /** @type {unknown} */ request,
    /** @type {(...answer: unknown[]) => void} */ callback,
  ) {
    waiting.push(() => {
      open++;
      registerResource.call(this, request, (/** @type {unknown[]} */ ...answer) => {
        open--;
        sendNext();
        callback(...answer);
      });
    });
    sendNext();
  };
}

module.exports = { withFewOpenCalls, withoutStackTraces, withoutDebugLog };
