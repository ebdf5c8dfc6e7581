import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as machine from "../machine/sdk";
import * as rancher from "../rancher/sdk";
import { types } from "./provider";

const classes = Object.entries({ ...machine, ...rancher });

test("has one class for each resource type", () => {
  expect(classes.map(([, { token }]) => token).sort()).toEqual(Object.keys(types).sort());
});

test.each(classes)("%s declares every output that is not an input", (_, { token, outputs }) => {
  const { inputs, outputs: all } = types[token as keyof typeof types]!();
  const shape = (inputs as unknown as { shape: object }).shape;
  expect([...outputs].sort()).toEqual(
    Object.keys(all)
      .filter((name) => !(name in shape))
      .sort(),
  );
});

test.each(["machine", "rancher"])("the SDK of %s imports types of its provider only", (name) => {
  const text = readFileSync(join(__dirname, "..", name, "sdk.ts"), "utf8");
  const imports = [...text.matchAll(/^import (?!type )[^;]*from "([^"]+)";$/gm)].map(([, path]) => path);
  expect(imports).toEqual(["../framework/sdk"]);
});
