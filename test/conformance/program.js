// A program whose resources are data: the file resources.json beside it.
const fs = require("node:fs");
const path = require("node:path");
const pulumi = require("@pulumi/pulumi");

const {
  resources,
  exports: exported = {},
  end,
} = JSON.parse(fs.readFileSync(path.join(__dirname, "resources.json"), "utf8"));

class Component extends pulumi.ComponentResource {
  constructor(name, inputs, opts) {
    super("conf:index:Component", name, inputs, opts);
    this.registerOutputs({ done: true });
  }
}
class Custom extends pulumi.CustomResource {
  constructor(type, name, inputs, opts) {
    super(`conf:index:${type}`, name, { hidden: undefined, ...inputs }, opts);
  }
}
class Provider extends pulumi.ProviderResource {
  constructor(name, inputs, opts) {
    super("conf", name, inputs, opts);
  }
}

const byName = {};
/** Replaces `{ $ref: NAME }` by a resource, `{ $out: [NAME, PROPERTY] }` by an output, `{ $secret: VALUE }` by a secret. */
function resolve(value) {
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== "object" || value === null) return value;
  if (value.$ref !== undefined) return byName[value.$ref];
  if (value.$out !== undefined) return byName[value.$out[0]][value.$out[1]];
  if (value.$secret !== undefined) return pulumi.secret(resolve(value.$secret));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolve(each)]));
}

/** An error without stack frames: Node 20 needs minutes to print those of a scoped package in colours. */
function failure(message) {
  const error = new Error(message);
  error.stack = `Error: ${message}`;
  return error;
}

function create({ name, kind = "custom", type = "Thing", inputs = {}, opts = {} }) {
  const [args, options] = [resolve(inputs), resolve(opts)];
  byName[name] =
    kind === "component"
      ? new Component(name, args, options)
      : kind === "provider"
        ? new Provider(name, args, options)
        : new Custom(type, name, args, options);
}

/** Creates resources one after the other: each after the engine has answered the registration of the one before. */
async function createChain(chain) {
  for (const resource of chain) {
    create(resource);
    await byName[resource.name].urn.promise();
  }
}

const chains = {};
for (const resource of resources) {
  if (resource.chain === undefined) create(resource);
  else (chains[resource.chain] ??= []).push(resource);
}
module.exports =
  Object.keys(chains).length === 0
    ? resolve(exported)
    : async () => {
        await Promise.all(Object.values(chains).map(createChain));
        return resolve(exported);
      };
if (end === "throw") throw failure("the program failed");
if (end === "exit") process.exit(3);
if (end === "reject") Promise.reject(failure("the program failed later"));
if (end === "leak") new Custom("Thing", "leaked", { value: new Promise(() => undefined) });
