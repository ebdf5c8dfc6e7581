"use strict";
// Loaded into every program. The SDK prints an error with util.inspect in colours, which on some releases of Node.js never
// finds the end of a file directly below a scope, such as node_modules/@pulumi/resource.ts, to which the SDK's source maps
// point: it runs for minutes until its text is too long, and the SDK then prints the error without colours. This prints it
// without colours at once.
const util = require("node:util");

const FILE_BELOW_SCOPE = /[/\\]node_modules[/\\]@[^/\\\n]+[/\\][^/\\\n]+$/m;

util.inspect = new Proxy(util.inspect, {
  apply(inspect, self, [value, options, ...rest]) {
    const endless = options?.colors === true && value instanceof Error && FILE_BELOW_SCOPE.test(value.stack);
    return Reflect.apply(inspect, self, [value, endless ? { ...options, colors: false } : options, ...rest]);
  },
});
