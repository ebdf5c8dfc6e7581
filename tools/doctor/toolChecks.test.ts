import { errorsOf, evaluate } from "../../runtime/providers/machine/preflight/check";
import { toolChecks, toolFacts } from "./toolChecks";

const requirements = { node: "20.0", go: "1.25" };
const errors = (
  ...args: [
    requirements: typeof requirements | { node: string },
    facts: Parameters<(typeof toolChecks)[0]["evaluate"]>[1],
  ]
) => errorsOf(evaluate(toolChecks, ...args)).map(({ text }) => text);

test("reports old and missing programs, each with a fix", () => {
  expect(errors(requirements, { node: "18.20.1", go: "1.9.7" })).toEqual([
    "Node: found 18.20.1; expected 20.0 or newer. Install a newer version.",
    "make: not found on PATH. Install the Debian package make.",
    "Go: found 1.9.7; expected 1.25 or newer. Install a newer version.",
  ]);
  expect(errors(requirements, { node: "20.0.0", make: "4.3" })).toEqual([
    "Go: not found on PATH. Install 1.25 or newer.",
  ]);
});

test("requires Go only for builds", () => {
  expect(errors({ node: "20.0" }, { node: "22.1.0", make: "4.3" })).toEqual([]);
});

test("finds the programs that run this test", () => {
  expect(toolFacts().node).toBe(process.versions.node);
  expect(toolFacts().make).toMatch(/^\d+\.\d+/);
});
