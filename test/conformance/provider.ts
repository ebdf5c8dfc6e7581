import { appendFileSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  type CheckRequest,
  InitializationError,
  type ResourceProvider,
  UnimplementedError,
} from "../../runtime/protocol/provider";
import { configDifference } from "../../runtime/protocol/providerShell";
import {
  deepEquals,
  type PropertyMap,
  type PropertyValue,
  removeSecrets,
  Secret,
  Unknown,
} from "../../runtime/protocol/values";

/*
 * The test provider, which both engines start as a plugin. A resource's inputs decide what its calls do:
 *   key      part of the id; its change replaces the resource
 *   fail     the calls that fail: a list of check, diff, create, partialCreate, read, update, partialUpdate, delete
 *   ignored  a property whose change does not count as a difference
 *   hide     its value becomes the secret output `hidden`
 *   gone     read finds no object
 *   endless  the calls that never end: a list of create, update, delete
 *   drifted  read returns this value of the property `value`
 * The types that start with `Named` have a name: the program's, else that of the last state, else the one that the engine
 * proposes. The provider has no support for such proposals with CONFORMANCE_UNNAMED in the environment.
 * Each call is one line of the file in CONFORMANCE_LOG. With a folder in CONFORMANCE_STORE, each object is a file there, and
 * changes take some time.
 */

/** Milliseconds. */
const LONGEST_DELAY = 60;

/** Changes an object in the store. @throws when it exists before its creation, unless that is resumed */
async function store(change: "create" | "delete", urn: string, id: string, resumed = false): Promise<void> {
  const folder = process.env.CONFORMANCE_STORE;
  if (folder === undefined) return;
  await delay(Math.random() * LONGEST_DELAY);
  const file = join(folder, objectName(urn, id));
  if (change === "delete") rmSync(file, { force: true });
  else writeFileSync(file, "", { flag: resumed ? "a" : "wx" });
  await delay(Math.random() * LONGEST_DELAY);
}
/** The name of an object's file in the store. */
export const objectName = (urn: string, id: string): string => encodeURIComponent(`${urn} ${id}`);
const isStored = (urn: string, id: string): boolean =>
  process.env.CONFORMANCE_STORE === undefined ||
  existsSync(join(process.env.CONFORMANCE_STORE, objectName(urn, id)));

const shown = (value: PropertyValue): unknown => {
  if (value instanceof Unknown) return "(unknown)";
  if (value instanceof Secret) return { secret: shown(value.value) };
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(
      Object.entries(value as PropertyMap).map(([key, each]) => [key, shown(each as PropertyValue)]),
    );
  return value;
};

function log(call: string, urn: string, details: Record<string, PropertyValue | undefined>): void {
  const entries = Object.entries(details).filter(([, value]) => value !== undefined);
  const line = { call, urn, ...Object.fromEntries(entries.map(([key, value]) => [key, shown(value!)])) };
  appendFileSync(process.env.CONFORMANCE_LOG!, `${JSON.stringify(line)}\n`);
}

const plain = (inputs: PropertyMap): PropertyMap => removeSecrets(inputs) as PropertyMap;
const fails = (inputs: PropertyMap, call: string): boolean => {
  const { fail } = plain(inputs);
  return Array.isArray(fail) && fail.includes(call);
};
const endless = async (inputs: PropertyMap, call: string): Promise<void> => {
  const { endless: calls } = plain(inputs);
  if (Array.isArray(calls) && calls.includes(call)) await new Promise(() => undefined);
};
const failure = (call: string, name: string) => new Error(`${call} of ${name} failed`);

const idOf = (name: string, inputs: PropertyMap): string => {
  const { key } = plain(inputs);
  return `${name}-${typeof key === "string" ? key : "0"}`;
};

function outputsOf(inputs: PropertyMap): PropertyMap {
  const { hide } = plain(inputs);
  return { ...inputs, ...(hide === undefined ? {} : { hidden: new Secret(hide) }) };
}

const unimplemented = (call: string) => async (): Promise<never> => {
  throw new UnimplementedError(call);
};

function named({ type, name, olds, news, autonaming }: CheckRequest): PropertyMap {
  if (!type.includes(":Named") || news.name !== undefined) return news;
  if (olds?.name !== undefined) return { ...news, name: olds.name };
  if (autonaming?.mode === "disable") throw new Error(`${name} has no name`);
  return { ...news, name: autonaming?.proposedName ?? `${name}-default` };
}

export const createProvider = (): ResourceProvider => ({
  supportsAutonaming: process.env.CONFORMANCE_UNNAMED === undefined,
  getPluginInfo: async () => ({ version: "1.0.0" }),
  getSchema: unimplemented("GetSchema"),
  checkConfig: async ({ news }) => ({ inputs: news, failures: [] }),
  diffConfig: async ({ oldInputs, news }) => configDifference(plain(oldInputs), plain(news)),
  configure: async () => ({
    acceptSecrets: true,
    acceptResources: true,
    acceptOutputs: true,
    supportsPreview: true,
  }),
  invoke: async ({ token, args }) => {
    log(`invoke ${token}`, "", { args });
    return { return: args, failures: [] };
  },
  check: async (request) => {
    const { urn, name, olds, news, autonaming } = request;
    log("check", urn, { olds, news, autonaming });
    const failures = fails(news, "check") ? [{ property: "fail", reason: `${name} is invalid` }] : [];
    return { inputs: named(request), failures };
  },
  diff: async ({ urn, name, id, oldInputs, oldOutputs, news, ignoreChanges }) => {
    log("diff", urn, { id, oldInputs, oldOutputs, news, ignoreChanges });
    if (fails(news, "diff")) throw failure("diff", name);
    const [before, after] = [plain(oldInputs), plain(news)];
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    const diffs = keys.filter((key) => key !== "ignored" && !deepEquals(before[key], after[key]));
    return {
      changes: diffs.length > 0 ? "some" : "none",
      replaces: diffs.filter((key) => key === "key"),
      stables: [],
      diffs,
      deleteBeforeReplace: false,
    };
  },
  create: async ({ urn, name, properties, timeout, preview, resumed }) => {
    log("create", urn, { properties, timeout, preview });
    const outputs = outputsOf(properties);
    if (preview) return { id: "", properties: outputs };
    await endless(properties, "create");
    if (fails(properties, "create")) throw failure("create", name);
    const id = idOf(name, properties);
    await store("create", urn, id, resumed);
    if (fails(properties, "partialCreate"))
      throw new InitializationError(`${name} is not ready`, id, outputs, properties, [`${name} is slow`]);
    return { id, properties: outputs };
  },
  read: async ({ urn, name, id, inputs, properties }) => {
    log("read", urn, { id, inputs, properties });
    if (fails(inputs, "read")) throw failure("read", name);
    const { gone, drifted } = plain(inputs);
    if (gone || !isStored(urn, id)) return { id: "", properties: {} };
    return { id, inputs, properties: drifted === undefined ? properties : { ...properties, value: drifted } };
  },
  update: async ({ urn, name, id, oldInputs, oldOutputs, news, timeout, preview, ignoreChanges }) => {
    log("update", urn, { id, oldInputs, oldOutputs, news, timeout, preview, ignoreChanges });
    const outputs = outputsOf(news);
    if (preview) return { properties: outputs };
    await endless(news, "update");
    if (fails(news, "update")) throw failure("update", name);
    if (fails(news, "partialUpdate"))
      throw new InitializationError(`${name} is not ready`, id, outputs, news, [`${name} is slow`]);
    return { properties: outputs };
  },
  delete: async ({ urn, name, id, oldInputs, properties, timeout }) => {
    log("delete", urn, { id, oldInputs, properties, timeout });
    await endless(properties, "delete");
    if (fails(properties, "delete")) throw failure("delete", name);
    await store("delete", urn, id);
  },
  cancel: async () => undefined,
  close: async () => undefined,
});
