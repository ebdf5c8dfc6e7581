// @ts-check
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { write } = require("./userCache.js");

/**
 * Bundles sources into one script. The script exports `modules`: for each source's path, a function that returns its
 * exports. Removes older bundles of the folder.
 * @param {{ folder: string, code: string }} target
 * @param {string} checkout
 * @param {string[]} sources
 */
async function build({ folder, code }, checkout, sources) {
  /** @type {typeof import("esbuild")} */
  const esbuild = require("esbuild");
  const result = await esbuild.build({
    stdin: {
      contents: `exports.modules = {\n${sources.map((file) => `${JSON.stringify(file)}: () => require(${JSON.stringify(file)}),\n`).join("")}};`,
      resolveDir: checkout,
      loader: "js",
    },
    bundle: true,
    platform: "node",
    target: `node${process.versions.node}`,
    format: "cjs",
    // A script in the vm module has no loader for import(); esbuild writes require() for it.
    supported: { "dynamic-import": false },
    write: false,
    logLevel: "silent",
    plugins: [{ name: "source-folders", setup: (build) => keepFolders(build, checkout) }],
    external: [
      // Only programs and plugins load the SDK with its language host.
      ...["typescript", "ts-node", "tsx", "esbuild", "@pulumi/kubernetes"],
      // Optional native modules of ssh2, which not every installation can build.
      ...["cpu-features", "*.node"],
    ],
  });
  write(code, /** @type {Uint8Array} */ (result.outputFiles[0]?.contents));
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name);
    if (file !== code && /\.(js|cache)$/.test(name)) fs.rmSync(file, { force: true });
  }
}

/**
 * Sets `__dirname` of each source to the source's folder, where sources look for files that belong to them.
 * @param {import("esbuild").PluginBuild} build
 * @param {string} checkout
 */
function keepFolders({ onLoad, onResolve }, checkout) {
  onResolve({ filter: /^@pulumi\/pulumi(\/|$)/ }, ({ path: name }) =>
    name.startsWith("@pulumi/pulumi/proto/") ? undefined : { path: name, external: true },
  );
  onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
    // The installed package is itself in a node_modules.
    if (/(^|[\\/])(node_modules|\.\.)[\\/]/.test(path.relative(checkout, file))) return undefined;
    const text = fs.readFileSync(file, "utf8");
    const own = /\b__(dir|file)name\b/.test(text)
      ? `const __dirname = ${JSON.stringify(path.dirname(file))}, __filename = ${JSON.stringify(file)};`
      : "";
    return { contents: own + text, loader: "ts", resolveDir: path.dirname(file) };
  });
}

module.exports = { build };
