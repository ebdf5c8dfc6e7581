// @ts-check
"use strict";
// Loads some modules of the Pulumi SDK on first use instead of at its start: only the serialization of functions and the
// Automation API use them. Preloaded into processes that use the SDK. Saves 30 % of an unchanged `up`
// (docs/benchmarks.md).
const { isEnabled } = require("./patches.js");
/** @type {import("./types").Loader} */
const Module = /** @type {any} */ (require("node:module"));

const IN_SDK = /[\\/]@pulumi[\\/]pulumi[\\/]/;
/**
 * By request: the module's `__esModule`, which the SDK's compiled imports read at once.
 * @type {Map<string, boolean | undefined>}
 */
const LAZY = new Map([
  ["typescript", undefined],
  ["normalize-package-data", undefined],
  ["@npmcli/arborist", true],
  ["./automation", true],
]);

/**
 * @param {() => any} load
 * @param {boolean | undefined} esModule
 */
function lazily(load, esModule) {
  /** @type {any} */
  let loaded;
  const target = () => (loaded ??= load());
  return new Proxy(function () {}, {
    get: (_, key) => (key === "__esModule" && loaded === undefined ? esModule : target()[key]),
    set: (_, key, value) => Reflect.set(target(), key, value),
    has: (_, key) => key in target(),
    apply: (_, self, args) => Reflect.apply(target(), self, args),
    construct: (_, args) => Reflect.construct(target(), args),
  });
}

const originalLoad = Module._load;
if (isEnabled("lazy-sdk"))
  Module._load = function (request, parent, isMain) {
    const load = () => originalLoad.call(this, request, parent, isMain);
    if (!LAZY.has(request) || parent?.filename == null || !IN_SDK.test(parent.filename)) return load();
    return lazily(load, LAZY.get(request));
  };
