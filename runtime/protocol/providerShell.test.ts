import { createProvider as docker } from "../providers/docker/provider";
import { createProvider as kubernetes } from "../providers/kubernetes/provider";
import { configDifference } from "./providerShell";

test.each([
  ["docker", docker],
  ["kubernetes", kubernetes],
])("the schema of %s is that of the official plugin", async (name, createProvider) => {
  const provider = createProvider({ rootDirectory: "/", log: () => undefined });
  const { version } = await provider.getPluginInfo();
  await expect(provider.getSchema()).rejects.toThrow(`Run \`pulumi package get-schema ${name}@${version}\`.`);
});

test("ignores the properties that the SDK adds to an unchanged configuration", () => {
  expect(configDifference({ a: 1, version: "1", __internal: {} }, { a: 1, version: "2" })).toEqual({
    changes: "none",
    replaces: [],
    stables: [],
    diffs: [],
    deleteBeforeReplace: false,
  });
});
