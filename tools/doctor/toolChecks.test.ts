import { errorsOf, evaluate } from "../../runtime/providers/machine/preflight/check";
import { toolChecks, toolFacts } from "./toolChecks";

const requirements = { node: "20.0", go: "1.25" };
const errors = (
  ...args: [
    requirements: typeof requirements | { node: string },
    facts: Parameters<(typeof toolChecks)[0]["evaluate"]>[1],
  ]
) => errorsOf(evaluate(toolChecks, ...args)).map(({ text }) => text);

test("programs that are too old or not there, each with what to do", () => {
  expect(errors(requirements, { node: "18.20.1", go: "1.9.7" })).toEqual([
    "Node: this is 18.20.1, and 20.0 is the least; install a newer one",
    "make: install the Debian package make",
    "Go: this is 1.9.7, and 1.25 is the least; install a newer one",
  ]);
  expect(errors(requirements, { node: "20.0.0", make: "4.3" })).toEqual([
    "Go: it is not on PATH; install 1.25 or later",
  ]);
});

test("Go is asked for only where something is built with it", () => {
  expect(errors({ node: "20.0" }, { node: "22.1.0", make: "4.3" })).toEqual([]);
});

test("the programs that run this test are found", () => {
  expect(toolFacts().node).toBe(process.versions.node);
  expect(toolFacts().make).toMatch(/^\d+\.\d+/);
});
