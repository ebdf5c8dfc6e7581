import { findIntegrityError, type IntegrityResource } from "./integrity";

const res = (name: string, more: Partial<IntegrityResource> = {}): IntegrityResource => ({
  urn: `urn:${name}`,
  type: "t:index:T",
  custom: true,
  id: "1",
  ...more,
});
const provider = res("p", { type: "pulumi:providers:t", id: "x" });
const check = (...resources: IntegrityResource[]): string | undefined =>
  findIntegrityError({ manifest: { magic: "", version: "" }, resources });

test("accepts a valid snapshot", () => {
  expect(
    check(
      provider,
      res("a"),
      res("b", {
        parent: "urn:a",
        dependencies: ["urn:a"],
        propertyDependencies: { x: ["urn:a"] },
        provider: "urn:p::x",
      }),
      res("c", { deletedWith: "urn:b" }),
      res("c", { delete: true }),
    ),
  ).toBeUndefined();
});

test.each<[string, IntegrityResource[], RegExp]>([
  ["no URN", [res("a", { urn: "" })], /index 0 missing required 'urn'/],
  ["no type", [res("a", { type: "" })], /missing required 'type'/],
  ["a component with an ID", [res("a", { custom: false })], /'custom' false but non-empty ID/],
  ["a provider without an ID", [{ ...provider, id: undefined }], /not referenceable/],
  ["an unknown provider", [res("a", { provider: "urn:p::x" })], /refers to unknown provider urn:p::x/],
  ["a parent that comes later", [res("a", { parent: "urn:b" }), res("b")], /parent urn:b comes after it/],
  ["a parent that is missing", [res("a", { parent: "urn:b" })], /missing parent urn:b/],
  [
    "a dependency that comes later",
    [res("a", { dependencies: ["urn:b"] }), res("b")],
    /dependency urn:b comes after it/,
  ],
  ["a dependency that is missing", [res("a", { dependencies: ["urn:b"] })], /missing dependency urn:b/],
  [
    "a property dependency that is missing",
    [res("a", { propertyDependencies: { x: ["urn:b"] } })],
    /missing property dependency/,
  ],
  [
    "a deletedWith that comes later",
    [res("a", { deletedWith: "urn:b" }), res("b")],
    /deleted with urn:b, which comes after it/,
  ],
  ["a deletedWith that is missing", [res("a", { deletedWith: "urn:b" })], /which is missing/],
  [
    "two live resources of one URN",
    [res("a"), res("a")],
    /duplicate resource urn:a \(not marked for deletion\)/,
  ],
])("rejects %s", (_, resources, message) => expect(check(...resources)).toMatch(message));

test("accepts a missing provider of a resource with a pending replacement", () => {
  expect(check(res("a", { provider: "urn:p::x", pendingReplacement: true }))).toBeUndefined();
});

test("rejects a magic that does not match the version", () => {
  expect(findIntegrityError({ manifest: { magic: "x", version: "" }, resources: [] })).toMatch(
    /magic cookie mismatch/,
  );
});
