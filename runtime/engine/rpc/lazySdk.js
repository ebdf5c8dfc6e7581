// Preloaded into processes that use the Pulumi SDK: the modules that it loads at its start without need are loaded when
// something of them is first used. They serve the serialization of functions and the Automation API, which most programs
// never ask for, and cost two thirds of the SDK's time to load.
"use strict";
const Module = require("node:module");

const IN_SDK = /[\\/]@pulumi[\\/]pulumi[\\/]/;
/** By request: what the module says to `__esModule`, by which the SDK's compiled imports decide how to hold it. */
const LAZY = new Map([
  ["typescript", undefined],
  ["normalize-package-data", undefined],
  ["@npmcli/arborist", true],
  ["./automation", true],
]);

function lazily(load, isModule) {
  let loaded;
  const target = () => (loaded ??= load());
  return new Proxy(function () {}, {
    get: (_, key) => (key === "__esModule" && loaded === undefined ? isModule : target()[key]),
    set: (_, key, value) => Reflect.set(target(), key, value),
    has: (_, key) => key in target(),
    apply: (_, self, args) => Reflect.apply(target(), self, args),
    construct: (_, args) => Reflect.construct(target(), args),
  });
}

const originalLoad = Module._load;
Module._load = function (request, parent, isMain) {
  const load = () => originalLoad.call(this, request, parent, isMain);
  if (!LAZY.has(request) || parent?.filename == null || !IN_SDK.test(parent.filename)) return load();
  return lazily(load, LAZY.get(request));
};
