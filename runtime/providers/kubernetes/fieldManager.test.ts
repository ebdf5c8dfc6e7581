import { isManagedBy, isTakenOverSilently, newFieldManager, takeOver, withMark } from "./fieldManager";

const urn = "urn:pulumi:dev::p::kubernetes:core/v1:ConfigMap::c";
const entry = (manager: string, operation: string, fields: Record<string, never>, subresource?: string) => ({
  manager,
  operation,
  apiVersion: "v1",
  fieldsType: "FieldsV1",
  fieldsV1: { "f:data": fields },
  ...(subresource ? { subresource } : {}),
});

test("a manager is unique to a stack and resource", () => {
  const manager = newFieldManager({}, "id-1", urn);
  expect(manager).toMatch(/^pulumi-kubernetes-[0-9a-f]{8}$/);
  expect(newFieldManager({}, "id-1", urn)).toBe(manager);
  expect(newFieldManager({}, "id-2", urn)).not.toBe(manager);
  expect(newFieldManager({}, "id-1", `${urn}2`)).not.toBe(manager);
  expect(newFieldManager({}, undefined, urn)).not.toBe(newFieldManager({}, undefined, urn));
});

test("an annotation overrides the manager", () => {
  const object = { metadata: { annotations: { "pulumi.com/patchFieldManager": "mine" } } };
  expect(newFieldManager(object, "id", urn)).toBe("mine");
});

test("only a manager of the object itself, not of its status, counts as its creator", () => {
  const object = (operation: string, subresource?: string) => ({
    metadata: { managedFields: [entry("m", operation, {}, subresource)] },
  });
  expect(isManagedBy(object("Apply"), "m")).toBe(true);
  expect(isManagedBy(object("Update"), "m")).toBe(true);
  expect(isManagedBy(object("Update"), "n")).toBe(false);
  expect(isManagedBy(object("Apply", "status"), "m")).toBe(false);
});

test.each([
  ["kubectl-patch", "Update"],
  ["kubectl-client-side-apply", "Update"],
  ["kubectl", "Apply"],
  ["before-first-apply", "Update"],
  ["pulumi-resource-kubernetes", "Update"],
])("takes over the fields of %s (%s)", (manager, operation) => {
  const own = entry("m", "Apply", { "f:a": {} } as never);
  expect(takeOver([own, entry(manager, operation, { "f:b": {} } as never)], "m")).toEqual([
    entry("m", "Apply", { "f:a": {}, "f:b": {} } as never),
  ]);
});

test.each([
  ["before-first-apply", "Apply"],
  ["pulumi-kubernetes-12345678", "Apply"],
  ["helm", "Update"],
])("does not take over the fields of %s (%s)", (manager, operation) => {
  expect(takeOver([entry(manager, operation, {})], "m")).toBeUndefined();
});

test.each<[string, ReturnType<typeof entry>[], boolean]>([
  ["nobody", [], true],
  ["a client-side apply of the official provider", [entry("pulumi-kubernetes", "Update", {})], true],
  ["kubectl", [entry("kubectl-patch", "Update", {})], false],
  ["an apply of another stack", [entry("pulumi-kubernetes-12345678", "Apply", {})], false],
])("a preview ignores conflicts with fields of %s: %j %s", (_, entries, wanted) => {
  expect(isTakenOverSilently(entries)).toBe(wanted);
});

test("takes over the fields of older clients; controllers keep theirs", () => {
  const controller = entry("kube-controller-manager", "Update", {}, "status");
  const fields = takeOver(
    [
      entry("pulumi-kubernetes", "Update", { "f:a": {} } as never),
      controller,
      entry("m", "Apply", { "f:b": {} } as never),
    ],
    "m",
  );
  expect(fields).toEqual([controller, entry("m", "Apply", { "f:a": {}, "f:b": {} } as never)]);
  expect(takeOver([controller, entry("m", "Apply", {})], "m")).toBeUndefined();
});

test.each<[string, object, boolean]>([
  ["a name", { metadata: { name: "n" } }, true],
  ["a name in a namespace", { metadata: { name: "n", namespace: "s", resourceVersion: "1" } }, true],
  ["a label", { metadata: { name: "n", labels: { a: "b" } } }, false],
  ["content", { metadata: { name: "n" }, data: {} }, false],
])("marks an object that contains only %s: %j %s", (_, rest, marked) => {
  const object = { apiVersion: "v1", kind: "ServiceAccount", ...(rest as { metadata: { name: string } }) };
  expect(withMark(object)).toEqual(
    marked ? { ...object, metadata: { ...object.metadata, annotations: {} } } : object,
  );
});
