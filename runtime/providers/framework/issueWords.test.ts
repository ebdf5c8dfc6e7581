import { z } from "zod";
import { daemonOptions } from "../../../lib/clients/docker/daemonOptions";
import { type AnyType, check } from "./dispatch";

/** The failures of an input with the schema. */
function failures(schema: z.ZodType, given: unknown) {
  const type = { inputs: z.strictObject({ given: schema }) } as unknown as AnyType;
  const news = (given === undefined ? {} : { given }) as never;
  return check(type, { urn: "urn", type: "t", name: "n", news, randomSeed: new Uint8Array() }).failures;
}

test.each<[string, z.ZodType, unknown]>([
  ["is missing", z.string(), undefined],
  ["must be a string", z.string(), 1],
  ["must be a list", z.array(z.string()), "hush"],
  ["must be a map", z.record(z.string(), z.string()), "hush"],
  ["must be a map", z.strictObject({}), "hush"],
  ["must be true or false", z.boolean(), "true"],
  ["must be a number", z.number(), "1"],
  ["must be a whole number", z.int(), 1.5],
  ["must be one of tcp, udp", z.enum(["tcp", "udp"]), "hush"],
  ["must be tcp", z.literal("tcp"), "hush"],
  ["must not be empty", z.string().min(1), ""],
  ["must not be empty", z.array(z.string()).min(1), []],
  ["must have 2 or less characters", z.string().max(2), "hush"],
  ["must be 1 or more", z.int().min(1), 0],
  ["must be more than 0", z.number().positive(), 0],
  ["must be 9 or less", z.int().max(9), 10],
  ["must have another format", z.ipv4(), "hush"],
  ["must have another value", z.union([z.string(), z.number()]), true],
  ["must be an address", z.ipv4({ error: "must be an address" }), "hush"],
])("%s", (reason, schema, given) => {
  expect(failures(schema, given)).toEqual([{ property: "given", reason }]);
});

test("an empty argument for ssh is reported", () => {
  expect(failures(daemonOptions, { sshOpts: [""] })).toEqual([
    { property: "given.sshOpts.0", reason: "must not be empty" },
  ]);
});
