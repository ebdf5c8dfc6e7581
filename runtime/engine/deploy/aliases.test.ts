import { generateAliases } from "./aliases";
import { type Alias, simpleGoal } from "./goal";

const STACK = "urn:pulumi:s::p::pulumi:pulumi:Stack::p-s";
const BOX = "urn:pulumi:s::p::m:i:Box::box";
const context = { stack: "s", project: "p", aliasOf: new Map([[BOX, "urn:pulumi:s::p::m:i:Crate::crate"]]) };
const aliases = (parent: string | undefined, name: string, list: Alias[]) =>
  generateAliases(
    { ...simpleGoal("m:i:T", name, {}), ...(parent ? { parent } : {}), aliases: list },
    context,
  );

describe("generateAliases", () => {
  it.each<[string, Alias, string]>([
    ["a name", { name: "old" }, "urn:pulumi:s::p::m:i:T::old"],
    ["a type", { type: "m:i:Old" }, "urn:pulumi:s::p::m:i:Old::n"],
    ["a stack and project", { stack: "t", project: "q" }, "urn:pulumi:t::q::m:i:T::n"],
    ["no parent", { noParent: true }, "urn:pulumi:s::p::m:i:T::n"],
    ["a parent", { parent: BOX }, "urn:pulumi:s::p::m:i:Box$m:i:T::n"],
    ["a URN", { urn: "urn:pulumi:x::y::z::w" }, "urn:pulumi:x::y::z::w"],
  ])("resolves an alias with %s", (_, alias, urn) => {
    expect(aliases(STACK, "n", [alias])).toEqual([urn]);
  });

  it("inherits the alias of the parent", () => {
    expect(aliases(BOX, "inner", [])).toEqual(["urn:pulumi:s::p::m:i:Crate$m:i:T::inner"]);
  });

  it("replaces the parent's name at the beginning of the child's name", () => {
    expect(aliases(BOX, "box-lid", [])).toEqual(["urn:pulumi:s::p::m:i:Crate$m:i:T::crate-lid"]);
  });

  it("combines its own aliases with the parent's", () => {
    expect(aliases(BOX, "n", [{ name: "old" }])).toEqual([
      "urn:pulumi:s::p::m:i:Crate$m:i:T::old",
      "urn:pulumi:s::p::m:i:Crate$m:i:T::n",
    ]);
  });
});
