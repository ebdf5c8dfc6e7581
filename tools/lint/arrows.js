// @ts-check
"use strict";
const path = require("node:path");

/**
 * Which package may import which, as docs/architecture.md states it. The longest matching key applies. A package may always
 * import its own files, and every package may import npm packages except those in `bannedPackages`.
 * @type {Record<string, { imports: string[], bannedPackages?: RegExp }>}
 */
const arrows = {
  stacks: { imports: ["components", "lib", "runtime/images"] },
  components: { imports: ["lib", "runtime/providers/*/sdk"] },
  lib: { imports: [], bannedPackages: /^@pulumi\// },
  "runtime/engine": {
    imports: ["runtime/protocol", "lib"],
    bannedPackages: /^@pulumi\/(kubernetes|docker)(\/|$)/,
  },
  "runtime/protocol": { imports: ["lib"] },
  "runtime/providers/*": {
    imports: ["runtime/providers/framework", "runtime/protocol", "runtime/images", "lib"],
  },
  // One plugin for the Pulumi package `local`, composed of two packages.
  "runtime/providers/local": {
    imports: [
      "runtime/providers/framework",
      "runtime/providers/machine",
      "runtime/providers/rancher",
      "runtime/protocol",
      "lib",
    ],
  },
  // Components load it, so it does not load the provider.
  "runtime/providers/*/sdk": {
    imports: ["runtime/providers/framework/sdk", "runtime/images/description", "lib"],
  },
  "runtime/images/description": { imports: [] },
  "runtime/pulumi": { imports: ["runtime/protocol", "lib"] },
  "runtime/images": { imports: ["lib"], bannedPackages: /^@pulumi\// },
  "runtime/dashboards": { imports: [], bannedPackages: /^@pulumi\// },
  "runtime/bookinfo": { imports: [], bannedPackages: /^@pulumi\// },
  tools: { imports: ["*"] },
  test: { imports: ["*"] },
};

/** Ranks the keys of {@link arrows}: a longer one applies first, and of two equally long ones the literal one. @param {string} key */
const rank = (key) => 2 * key.split("/").length - (key.includes("*") ? 1 : 0);

/**
 * The key of {@link arrows} that a file belongs to, and the package's folder; undefined for a file outside all packages.
 * @param {string} file
 */
function packageOf(file) {
  const segments = file.split("/");
  const [key] = Object.keys(arrows)
    .filter((key) =>
      key.split("/").every((part, i) => i < segments.length - 1 && (part === "*" || part === segments[i])),
    )
    .sort((a, b) => rank(b) - rank(a));
  if (key === undefined) return undefined;
  return { key, name: segments.slice(0, key.split("/").length).join("/") };
}

/** @param {string} pattern @param {string} name */
const matches = (pattern, name) => {
  const [wanted, found] = [pattern.split("/"), name.split("/")];
  return (
    pattern === "*" ||
    (wanted.length <= found.length && wanted.every((part, i) => part === "*" || part === found[i]))
  );
};

/**
 * Why a file must not import another file or an npm package; undefined if it may.
 * @param {string} from @param {string} specifier
 */
function violation(from, specifier) {
  const own = packageOf(from);
  if (own === undefined) return undefined;
  const { imports, bannedPackages } = /** @type {(typeof arrows)[string]} */ (arrows[own.key]);
  if (!specifier.startsWith(".")) {
    return bannedPackages?.test(specifier) ? `${own.name} must not import ${specifier}` : undefined;
  }
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(from), specifier));
  const other = packageOf(`${target}/index`) ?? packageOf(target);
  if (other === undefined || other.name === own.name) return undefined;
  // An SDK is part of its provider: the provider may import it.
  if (other.name.startsWith(`${own.name}/`)) return undefined;
  if (imports.some((pattern) => matches(pattern, other.name))) return undefined;
  return `${own.name} must not import ${other.name}; it may import ${imports.join(", ") || "its own files only"}`;
}

/**
 * ESLint rule: reports imports against {@link arrows}, type-only imports and `require` included.
 * @type {import("eslint").Rule.RuleModule}
 */
const rule = {
  meta: { type: "problem", schema: [], messages: { arrow: "{{reason}} (tools/lint/arrows.js)." } },
  create(context) {
    const root = context.cwd;
    const from = path.relative(root, context.filename).split(path.sep).join("/");
    if (from.startsWith("..") || /\.test\.ts$/.test(from)) return {};
    /** @param {import("eslint").Rule.Node} node @param {any} source */
    const check = (node, source) => {
      if (source?.type !== "Literal" || typeof source.value !== "string") return;
      const reason = violation(from, source.value);
      if (reason !== undefined) context.report({ node, messageId: "arrow", data: { reason } });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ImportExpression: (node) => check(node, node.source),
      /** @param {any} node */
      TSImportType: (node) => check(node, node.source ?? node.argument?.literal),
      CallExpression: (node) => {
        if (node.callee.type === "Identifier" && node.callee.name === "require")
          check(node, node.arguments[0]);
      },
    };
  },
};

module.exports = { rule };
