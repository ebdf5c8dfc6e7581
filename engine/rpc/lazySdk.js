// Preloaded into processes that use the Pulumi SDK: the modules that it loads at its start without need are loaded when
// something of them is first used. The TypeScript compiler and npm's dependency reader serve the serialization of
// functions, which most programs never ask for, and cost half a second.
"use strict";
const Module = require("node:module");

const LAZY = /(^|[\\/])(typescript|@npmcli[\\/]arborist)$/;
const IN_SDK = /[\\/]@pulumi[\\/]pulumi[\\/]/;

function lazily(load) {
  let loaded;
  const target = () => (loaded ??= load());
  return new Proxy(function () {}, {
    get: (_, key) => target()[key],
    set: (_, key, value) => Reflect.set(target(), key, value),
    has: (_, key) => key in target(),
    apply: (_, self, args) => Reflect.apply(target(), self, args),
    construct: (_, args) => Reflect.construct(target(), args),
  });
}

const originalLoad = Module._load;
Module._load = function (request, parent, isMain) {
  const load = () => originalLoad.call(this, request, parent, isMain);
  const isLazy = LAZY.test(request) && parent?.filename != null && IN_SDK.test(parent.filename);
  return isLazy ? lazily(load) : load();
};
