import { deviations, deviationsMarkdown } from "./classic";

it("every deviation has a name of its own, and says what it is and why", () => {
  expect(new Set(deviations.map(({ id }) => id)).size).toBe(deviations.length);
  for (const { id, appliesTo, what, why } of deviations) {
    expect(id).toMatch(/^[a-z0-9-]+$/);
    for (const text of [appliesTo, what, why]) expect(text.length).toBeGreaterThan(10);
  }
});

it("prints a table with a row for each", () => {
  const [first] = deviations;
  const table = deviationsMarkdown([{ ...first!, why: "a | b" }]);
  expect(table.split("\n")).toEqual([
    "| deviation | applies to | what is different | why |",
    "| --- | --- | --- | --- |",
    "| `apps-v1` | every Deployment | `apiVersion: apps/v1` in the place of `extensions/v1beta1` | a \\| b |",
    "",
  ]);
  expect(deviationsMarkdown().match(/\n/g)).toHaveLength(deviations.length + 2);
});

it("leaves alone what it does not apply to", () => {
  const object = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "x" } };
  const settings = { nodePorts: {}, meshConfigChecksum: "" };
  expect(deviations.map(({ apply }) => apply(object, settings))).toEqual(deviations.map(() => undefined));
});
