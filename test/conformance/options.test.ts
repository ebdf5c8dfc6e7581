import { compareSequence } from "./sequence";
import type { Resource } from "./stack";

type Options = Record<string, Record<string, unknown>>;

const BASE: Resource[] = [
  { name: "needed", inputs: { value: 1 } },
  { name: "box", kind: "component" },
  { name: "provider", kind: "provider", inputs: { region: "x" } },
];

/** A resource per entry, named after the option that it has. */
const resources = (options: Options, inputs: (name: string) => Record<string, unknown>): Resource[] => [
  ...BASE,
  ...Object.entries(options).map(([name, opts]) => ({ name, inputs: inputs(name), opts })),
];

/** Every option that the embedded engine supports, alone. */
const EACH: Options = {
  none: {},
  parent: { parent: { $ref: "box" } },
  dependsOn: { dependsOn: [{ $ref: "needed" }] },
  protect: { protect: true },
  retainOnDelete: { retainOnDelete: true },
  ignoreChanges: { ignoreChanges: ["value"] },
  replaceOnChanges: { replaceOnChanges: ["value"] },
  deleteBeforeReplace: { deleteBeforeReplace: true },
  deletedWith: { deletedWith: { $ref: "needed" } },
  additionalSecretOutputs: { additionalSecretOutputs: ["value"] },
  customTimeouts: { customTimeouts: { create: "1m", update: "90s", delete: "2m" } },
  provider: { provider: { $ref: "provider" } },
  aliases: { aliases: [{ name: "earlier" }] },
  hideDiffs: { hideDiffs: ["value"] },
};
const names = Object.keys(EACH);
const all = (opts: Record<string, unknown>): Options =>
  Object.fromEntries(names.filter((name) => name !== "parent").map((name) => [name, opts]));
const REPLACED = ["retainOnDelete", "deleteBeforeReplace", "deletedWith", "additionalSecretOutputs"];
const changed = (name: string) => ({ value: 2, ...(REPLACED.includes(name) ? { key: "k" } : {}) });

describe("every resource option alone", () => {
  compareSequence([
    {
      what: "at creation",
      resources: resources({ ...EACH, aliases: {}, earlier: {} }, () => ({ value: 1 })),
    },
    {
      what: "at a change of inputs, a replacement and a new name",
      resources: resources(EACH, changed),
      exports: { id: { $out: ["none", "id"] }, secret: { $secret: { $out: ["none", "id"] } } },
    },
    { what: "without a change", resources: resources(EACH, changed) },
    {
      what: "in a plan that removes the options",
      command: ["preview"],
      resources: resources(all({}), changed),
    },
    { what: "when the options are removed", resources: resources(all({}), changed) },
    { what: "when the options alone are added", resources: resources({ ...EACH, protect: {} }, changed) },
    {
      what: "when an input becomes secret, and one changes that the provider ignores",
      resources: resources({ ...EACH, protect: {} }, (name) =>
        name === "none" ? { value: { $secret: 2 } } : { ...changed(name), ignored: 1 },
      ),
    },
    { what: "in a plan that deletes the resources", command: ["preview"], resources: BASE },
    { what: "when the resources are deleted", resources: BASE },
    { what: "when the stack is destroyed", command: ["destroy", "--skip-preview"], resources: BASE },
  ]);
});

// Nothing else changes in these stacks, so that nothing else makes the engine save the state.
describe("one option of the only resource", () => {
  const only = (what: string, opts: Record<string, unknown>) => ({
    what,
    resources: [{ name: "a", inputs: { value: 1 }, opts }],
  });
  compareSequence([
    only("before it changes", {}),
    only("when retainOnDelete changes", { retainOnDelete: true }),
    only("when additionalSecretOutputs changes", {
      retainOnDelete: true,
      additionalSecretOutputs: ["value"],
    }),
  ]);
});
