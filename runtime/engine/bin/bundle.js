"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { write } = require("./userCache.js");

/**
 * Bundles the engine with the in-repo plugins' providers and what both share. The bundle exports `modules`: by each
 * source's path a function that gives its exports.
 */
async function build({ folder, code }, checkout) {
  const esbuild = require(
    require.resolve("esbuild", { paths: [path.dirname(require.resolve("tsx/package.json"))] }),
  );
  const shared = [
    path.join(checkout, "runtime", "engine", "main.ts"),
    ...sources(path.join(checkout, "runtime", "protocol")),
    ...providers(checkout),
  ];
  const result = await esbuild.build({
    stdin: {
      contents: `exports.modules = {\n${shared.map((file) => `${JSON.stringify(file)}: () => require(${JSON.stringify(file)}),\n`).join("")}};`,
      resolveDir: checkout,
      loader: "js",
    },
    bundle: true,
    platform: "node",
    target: `node${process.versions.node}`,
    format: "cjs",
    write: false,
    logLevel: "silent",
    plugins: [{ name: "own-folder", setup: keepFolders }],
    // The SDK with its language host is loaded by programs and plugins themselves, never by the engine.
    external: ["typescript", "ts-node", "tsx", "esbuild", "@pulumi/kubernetes"],
  });
  write(code, result.outputFiles[0].contents);
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name);
    if (file !== code && /\.(js|cache)$/.test(name)) fs.rmSync(file, { force: true });
  }
}

/** Own sources find the files that lie beside them where they are, not where the bundle is. */
function keepFolders({ onLoad, onResolve }) {
  onResolve({ filter: /^@pulumi\/pulumi(\/|$)/ }, ({ path: name }) =>
    name.startsWith("@pulumi/pulumi/proto/") ? undefined : { path: name, external: true },
  );
  onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
    if (file.includes(`${path.sep}node_modules${path.sep}`)) return undefined;
    const text = fs.readFileSync(file, "utf8");
    const own = /\b__(dir|file)name\b/.test(text)
      ? `const __dirname = ${JSON.stringify(path.dirname(file))}, __filename = ${JSON.stringify(file)};`
      : "";
    return { contents: own + text, loader: "ts", resolveDir: path.dirname(file) };
  });
}

const sources = (folder) =>
  fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => path.join(folder, name));

function providers(checkout) {
  const folder = path.join(checkout, "runtime", "providers");
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .map((name) => path.join(folder, name, "provider.ts"))
    .filter((file) => fs.existsSync(file));
}

module.exports = { build };
