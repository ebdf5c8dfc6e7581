import * as pulumi from "@pulumi/pulumi";
import { isDeferred } from "./fields";
import { mapInput } from "./inputs";

const double = (value: number) => value * 2;

test("a plain value has a plain result", () => {
  expect(mapInput(2, double)).toBe(4);
});

test("an output has an output, and a promise a promise", async () => {
  const output = mapInput<number, number>(pulumi.output(2), double);
  expect(pulumi.Output.isInstance(output)).toBe(true);
  expect(await (output as unknown as { promise(): Promise<number> }).promise()).toBe(4);
  await expect(mapInput<number, number>(Promise.resolve(2), double)).resolves.toBe(4);
});

test.each([undefined, null, 0, "", "text", [], { name: "a" }])("%j is not deferred", (value) => {
  expect(isDeferred(value)).toBe(false);
});
