import { UNKNOWN, type PropertyMap } from "../../../protocol/values";
import { canonical, normalize } from "./normalize";
import { withApiKeys, withStateKeys } from "./extensionKeys";

test.each<[string, PropertyMap, PropertyMap]>([
  ["nulls go", { a: null, b: { c: null, d: 1 } }, { b: { d: 1 } }],
  ["nulls in lists stay", { a: [null, 1] }, { a: [null, 1] }],
  [
    "the status goes",
    { kind: "CustomResourceDefinition", status: { a: 1 } },
    { kind: "CustomResourceDefinition" },
  ],
  [
    "a ConfigMap's empty data go",
    { apiVersion: "v1", kind: "ConfigMap", data: {} },
    { apiVersion: "v1", kind: "ConfigMap" },
  ],
  [
    "a custom object's empty maps stay",
    { apiVersion: "e.com/v1", kind: "T", data: {} },
    { apiVersion: "e.com/v1", kind: "T", data: {} },
  ],
  ["empty lists stay", { spec: { containers: [] } }, { spec: { containers: [] } }],
  [
    "empty maps that mean something stay",
    { spec: { volumes: [{ emptyDir: {} }] } },
    { spec: { volumes: [{ emptyDir: {} }] } },
  ],
  [
    "empty labels and annotations go",
    { metadata: { name: "n", labels: {}, annotations: {} } },
    { metadata: { name: "n" } },
  ],
  [
    "a Secret's stringData become data, and win over it",
    { apiVersion: "v1", kind: "Secret", data: { a: "eA==", b: "eQ==" }, stringData: { a: "ä" } },
    { apiVersion: "v1", kind: "Secret", data: { a: "w6Q=", b: "eQ==" } },
  ],
  [
    "stringData that are not known yet stay so",
    { apiVersion: "v1", kind: "Secret", stringData: { a: UNKNOWN } },
    { apiVersion: "v1", kind: "Secret", data: { a: UNKNOWN } },
  ],
])("%s", (_, given, wanted) => {
  expect(canonical(given)).toEqual(wanted);
  expect(canonical(canonical(given))).toEqual(wanted);
});

test("schema keys are dashed for the API and underscored for the state, in definitions only", () => {
  const dashed = {
    kind: "CustomResourceDefinition",
    spec: { "x-kubernetes-preserve-unknown-fields": true, $ref: "#" },
  };
  const underscored = {
    kind: "CustomResourceDefinition",
    spec: { x_kubernetes_preserve_unknown_fields: true, _ref: "#" },
  };
  expect(withStateKeys(dashed)).toEqual(underscored);
  expect(withApiKeys(underscored)).toEqual(dashed);
  expect(normalize(underscored)).toEqual(dashed);
  expect(withStateKeys({ kind: "ConfigMap", data: { $ref: "x" } })).toEqual({
    kind: "ConfigMap",
    data: { $ref: "x" },
  });
});
