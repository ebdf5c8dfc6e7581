import { deviations } from "./classic";

it("every deviation has a unique name and a description", () => {
  expect(new Set(deviations.map(({ id }) => id)).size).toBe(deviations.length);
  for (const { id, appliesTo, what, why } of deviations) {
    expect(id).toMatch(/^[a-z0-9-]+$/);
    for (const text of [appliesTo, what, why]) expect(text.length).toBeGreaterThan(10);
  }
});

it("changes no object that it does not apply to", () => {
  const object = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "x" } };
  const settings = { nodePorts: {}, meshConfigChecksum: "" };
  expect(deviations.map(({ undo }) => undo(object, settings))).toEqual(deviations.map(() => undefined));
});
