import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { EmbeddedCluster } from "./cluster";
import { rancherSchema } from "./cluster/rancher/config";
import { inputText, secretText } from "./fields";
import { ArgumentsError, parseArgs } from "./parseArgs";

const schema = z.strictObject({
  size: z.int().min(1).max(3).default(2),
  user: inputText.optional(),
  password: secretText.optional(),
});
const parse = (args: object) => parseArgs("Thing", schema, args);

test("fills in the defaults", () => {
  expect(parse({})).toEqual({ size: 2 });
});

test("lists all problems with their paths and the name of the component", () => {
  const wrong = () => parse({ size: 9, sice: 1 });
  expect(wrong).toThrow(ArgumentsError);
  expect(wrong).toThrow(
    "the arguments of Thing have 2 errors.\n" +
      "  size: found 9; expected an integer from 1 to 3.\n" +
      "  sice: found an unknown key; expected one of size, user, password. Did you mean size?",
  );
});

test("reports problems of several arguments after those of the schema", () => {
  const check = () => [{ path: "size", found: 2, expected: "another size" }];
  expect(() => parseArgs("Thing", schema, {}, check)).toThrow(
    "the arguments of Thing have one error.\n  size: found 2; expected another size.",
  );
});

test("accepts outputs and promises as texts, and returns them unchanged", () => {
  const args = { user: pulumi.output("me"), password: Promise.resolve("p") };
  const parsed = parse(args);
  expect(parsed.user).toBe(args.user);
  expect(parsed.password).toBe(args.password);
});

test.each([{ user: "" }, { user: 1 }, { user: {} }, { user: null }])("rejects %j as a text", (args) => {
  expect(() => parse(args)).toThrow(/user: found .+; expected a non-empty string\./);
});

test("does not show a secret", () => {
  expect(() => parse({ password: 12345 })).toThrow('password: found "number (not shown)"; expected');
  expect(() => parse({ password: 12345 })).not.toThrow("12345");
});

test("a driver rejects wrong arguments before it registers anything", () => {
  const create = () => new EmbeddedCluster("c", { driver: "embedded", nodeCount: 0, podCIDR: "10.0.0.0" });
  expect(create).toThrow(
    "the arguments of EmbeddedCluster have 2 errors.\n" +
      "  nodeCount: found 0; expected an integer from 1 to 100.\n" +
      '  podCIDR: found "10.0.0.0"; expected an IPv4 range, such as 10.244.0.0/16.',
  );
});

test("a parsed configuration stays the same when it is parsed again", () => {
  const hosts = [{ name: "a" }];
  const parsed = rancherSchema.parse({ driver: "rancher", server: { address: "192.0.2.1" }, hosts });
  expect(rancherSchema.parse(parsed)).toEqual(parsed);
});
