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

describe("aliases", () => {
  it.each<[string, Alias, string]>([
    ["another name", { name: "old" }, "urn:pulumi:s::p::m:i:T::old"],
    ["another type", { type: "m:i:Old" }, "urn:pulumi:s::p::m:i:Old::n"],
    ["another stack and project", { stack: "t", project: "q" }, "urn:pulumi:t::q::m:i:T::n"],
    ["no parent", { noParent: true }, "urn:pulumi:s::p::m:i:T::n"],
    ["another parent", { parent: BOX }, "urn:pulumi:s::p::m:i:Box$m:i:T::n"],
    ["a whole URN", { urn: "urn:pulumi:x::y::z::w" }, "urn:pulumi:x::y::z::w"],
  ])("say %s", (_, alias, urn) => {
    expect(aliases(STACK, "n", [alias])).toEqual([urn]);
  });

  it("follow from the parent's", () => {
    expect(aliases(BOX, "inner", [])).toEqual(["urn:pulumi:s::p::m:i:Crate$m:i:T::inner"]);
  });

  it("follow from the parent's name too where the child's begins with it", () => {
    expect(aliases(BOX, "box-lid", [])).toEqual(["urn:pulumi:s::p::m:i:Crate$m:i:T::crate-lid"]);
  });

  it("are multiplied with the parent's", () => {
    expect(aliases(BOX, "n", [{ name: "old" }])).toEqual([
      "urn:pulumi:s::p::m:i:Crate$m:i:T::old",
      "urn:pulumi:s::p::m:i:Crate$m:i:T::n",
    ]);
  });
});
