import { UrnTargets } from "./targets";

const URN = "urn:pulumi:s::p::m:i:Box$m:i:T::name";

describe("UrnTargets", () => {
  it.each([
    [[], true],
    [[URN], true],
    [["urn:pulumi:s::p::m:i:T::name"], false],
    [["**::name"], true],
    [["urn:pulumi:s::p::*::name"], false],
    [["urn:pulumi:s::p::m:i:Box$m:i:T::*"], true],
    [["**$m:i:T::n*"], true],
    [["**.ame"], false],
  ])("%j", (patterns, contains) => {
    expect(new UrnTargets(patterns).contains(URN)).toBe(contains);
  });

  it("returns the URNs that do not exist", () => {
    expect(new UrnTargets([URN, "urn:pulumi:s::p::x::y", "**"]).unknown([URN])).toEqual([
      "urn:pulumi:s::p::x::y",
    ]);
  });
});
