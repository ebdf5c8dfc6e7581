import { parsePropertyPath } from "../../../lib/propertyPath";
import { Secret } from "../../protocol/values";
import { resetProperty } from "./resetProperty";

describe("resetProperty", () => {
  const olds = {
    value: "old",
    more: { a: 1, b: 1 },
    list: [{ n: 1 }, { n: 2 }],
    hidden: new Secret({ x: 1 }),
  };
  it.each([
    ["value", { value: "new" }, { value: "old" }],
    ["more.a", { more: { a: 2, b: 2 } }, { more: { a: 1, b: 2 } }],
    ["more.c", { more: { c: 3 } }, { more: {} }],
    ["absent", { other: 1 }, { other: 1 }],
    ["value", {}, { value: "old" }],
    ["absent.a", {}, {}],
    ["value.deep", { value: "new" }, { value: "new" }],
    ["more[0]", { more: { a: 2 } }, { more: { a: 2 } }],
    ["list[5]", { list: [1] }, { list: [1] }],
    ["list[*].n", { list: [{ n: 5 }, { n: 6 }] }, { list: [{ n: 1 }, { n: 2 }] }],
    ["list[1].n", { list: [{ n: 5 }, { n: 6 }] }, { list: [{ n: 5 }, { n: 2 }] }],
    ["hidden.x", { hidden: new Secret({ x: 9, y: 9 }) }, { hidden: new Secret({ x: 1, y: 9 }) }],
    ["hidden.x", { hidden: { x: 9, y: 9 } }, { hidden: { x: new Secret(1), y: 9 } }],
    ["*", { value: 1, extra: 2 }, olds],
  ])("resets %s of %j", (path, news, expected) => {
    expect(resetProperty(parsePropertyPath(path), olds, news)).toEqual({ inputs: expected, fits: true });
  });

  it.each([
    ["more.a", {}, {}],
    ["more.a", { more: 1 }, { more: 1 }],
    ["list[1]", { list: [5] }, { list: [5] }],
    ["list[1].n", { list: [{ n: 5 }] }, { list: [{ n: 5 }] }],
    ["list[*].n", { list: [{ n: 5 }, { n: 6 }, { n: 7 }] }, { list: [{ n: 1 }, { n: 2 }, { n: 7 }] }],
  ])("does not fit with %s in %j, because a value was added or removed", (path, news, expected) => {
    expect(resetProperty(parsePropertyPath(path), olds, news)).toEqual({ inputs: expected, fits: false });
  });

  it("does not modify its arguments", () => {
    const news = { more: { a: 2 } };
    resetProperty(["more", "a"], olds, news);
    expect(news).toEqual({ more: { a: 2 } });
  });
});
