import { join, relative } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { reachedFrom } from "../../../tools/lint/importGraph";
import * as machine from "../machine/sdk";
import * as rancher from "../rancher/sdk";
import { types } from "./provider";

const root = join(__dirname, "../../..");
const classes = Object.entries({ ...machine, ...rancher });

test("has one class for each resource type", () => {
  expect(classes.map(([, { definition }]) => definition.type).sort()).toEqual(Object.keys(types).sort());
});

describe("in a program", () => {
  beforeAll(() =>
    pulumi.runtime.setMocks({
      call: () => ({}),
      newResource: ({ type, inputs }) => {
        const outputs = Object.keys(types[type]!().outputs).map((name) => [name, `the ${name}`]);
        return { id: "id", state: { ...inputs, ...Object.fromEntries(outputs) } };
      },
    }),
  );

  const resolved = (output: pulumi.Output<unknown>) =>
    new Promise<unknown>((resolve) => void output.apply(resolve));

  test.each(classes)("%s has every input and output of its definition", async (_, Class) => {
    const { outputs } = Class.definition;
    const Resource = Class as unknown as new (
      name: string,
      args: object,
    ) => Record<string, pulumi.Output<unknown>>;
    const resource = new Resource("it", { given: "1" });
    expect(await resolved(resource.given!)).toBe("1");
    for (const name of Object.keys(outputs)) expect(await resolved(resource[name]!)).toBe(`the ${name}`);
  });
});

test.each(["machine", "rancher"])("the SDK of %s loads no code of its provider", (name) => {
  const files = reachedFrom([join(root, `runtime/providers/${name}/sdk/index.ts`)]).map((file) =>
    relative(root, file),
  );
  expect(files.filter((file) => !file.startsWith(`runtime/providers/${name}/sdk/`))).toEqual([
    "lib/clients/docker/daemonOptions.ts",
    "runtime/providers/framework/sdk/definition.ts",
    "runtime/providers/framework/sdk/fields.ts",
    "runtime/providers/framework/sdk/resourceClass.ts",
  ]);
});
