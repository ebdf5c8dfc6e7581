import { compareSequence, type Step } from "./sequence";

const one = (what: string, inputs: Record<string, unknown>, rest: Partial<Step> = {}): Step => ({
  what,
  resources: [{ name: "a", inputs }],
  ...rest,
});
const REFRESH = ["refresh", "--skip-preview"];

describe("a failure of each call", () => {
  compareSequence([
    one("check, of a new resource", { value: 1, fail: ["check"] }),
    one("create", { value: 1, fail: ["create"] }),
    one("create, of a resource that does not become ready", { value: 1, fail: ["partialCreate"] }),
    one("nothing, after a resource did not become ready", { value: 1 }),
    one("check", { value: 2, fail: ["check"] }),
    one("diff", { value: 2, fail: ["diff"] }),
    one("update", { value: 2, fail: ["update"] }),
    one("update, of a resource that does not become ready", { value: 2, fail: ["partialUpdate"] }),
    one("create, of a replacement", { value: 2, key: "k", fail: ["create"] }),
    one("delete, of a replaced resource", { value: 2, fail: ["delete"] }),
    one("delete, of a replaced resource, later", { value: 3, key: "k", fail: ["delete"] }),
    one("nothing, in a refresh that reads two objects with one URN", {}, { command: REFRESH }),
  ]);
});

// A stack of one object: the official engine runs reads in parallel, and stops those that have not started when one fails.
describe("a failure of read", () => {
  compareSequence([
    one("read, during an update", { value: 1, fail: ["read"] }),
    one("read, in a refresh", {}, { command: REFRESH }),
  ]);
});

describe("a failure of the program", () => {
  const two = [
    { name: "a", inputs: { value: 1 } },
    { name: "b", inputs: { value: { $out: ["a", "id"] } } },
  ];
  compareSequence([
    { what: "before: two resources", resources: two },
    { what: "throws", resources: two.slice(0, 1), end: "throw" },
    { what: "exits", resources: two.slice(0, 1), end: "exit" },
    { what: "rejects", resources: two.slice(0, 1), end: "reject" },
    { what: "leaks a promise, after which deletions happen", resources: two.slice(0, 1), end: "leak" },
    { what: "leaks a promise in a preview", command: ["preview"], resources: [], end: "leak" },
  ]);
});

describe("what a refresh finds", () => {
  compareSequence([
    { what: "before: two resources", resources: ["a", "b"].map((name) => ({ name, inputs: { value: 1 } })) },
    {
      what: "before: one that is gone, and one that has drifted",
      resources: [
        { name: "a", inputs: { value: 1, drifted: 7 } },
        { name: "b", inputs: { value: 1, gone: true } },
      ],
    },
    { what: "both", command: REFRESH, resources: [] },
    { what: "an update after it", resources: [{ name: "a", inputs: { value: 1, drifted: 7 } }] },
  ]);
});
