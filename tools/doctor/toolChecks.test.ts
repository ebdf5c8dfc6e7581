import { errorsOf, messageOf } from "../../lib/checks/check";
import { runChecks } from "../../lib/checks/runChecks";
import { toolChecks, toolFacts } from "./toolChecks";

const requirements = { node: "20.0", go: "1.25" };
const errors = async (...args: Parameters<(typeof toolChecks)[0]["run"]>) =>
  errorsOf(await runChecks(toolChecks, args)).map(messageOf);

test("reports old and missing programs, each with a fix", async () => {
  expect(await errors(requirements, { node: "18.20.1", go: "1.9.7" })).toEqual([
    "Node: found 18.20.1; expected 20.0 or newer. Install Node 20 or later.",
    "make: not found on PATH. Install the Debian package make.",
    "Go: found 1.9.7; expected 1.25 or newer. Install Go in this version or newer.",
  ]);
  expect(await errors(requirements, { node: "20.0.0", make: "4.3" })).toEqual([
    "Go: found none on PATH; expected 1.25 or newer. Install Go in this version or newer.",
  ]);
});

test("requires Go only for builds", async () => {
  expect(await errors({ node: "20.0" }, { node: "22.1.0", make: "4.3" })).toEqual([]);
});

test("finds the programs that run this test", () => {
  expect(toolFacts().node).toBe(process.versions.node);
  expect(toolFacts().make).toMatch(/^\d+\.\d+/);
});
