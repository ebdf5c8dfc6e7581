import { UNKNOWN, type PropertyMap } from "../../../protocol/values";
import { canonical, normalize } from "./normalize";
import { withApiKeys, withStateKeys } from "./extensionKeys";

test.each<[string, PropertyMap, PropertyMap]>([
  ["removes nulls", { a: null, b: { c: null, d: 1 } }, { b: { d: 1 } }],
  ["keeps nulls in lists", { a: [null, 1] }, { a: [null, 1] }],
  [
    "removes the status",
    { kind: "CustomResourceDefinition", status: { a: 1 } },
    { kind: "CustomResourceDefinition" },
  ],
  [
    "removes a ConfigMap's empty data",
    { apiVersion: "v1", kind: "ConfigMap", data: {} },
    { apiVersion: "v1", kind: "ConfigMap" },
  ],
  [
    "keeps a custom object's empty maps",
    { apiVersion: "e.com/v1", kind: "T", data: {} },
    { apiVersion: "e.com/v1", kind: "T", data: {} },
  ],
  ["keeps empty lists", { spec: { containers: [] } }, { spec: { containers: [] } }],
  [
    "keeps empty maps with a meaning",
    { spec: { volumes: [{ emptyDir: {} }] } },
    { spec: { volumes: [{ emptyDir: {} }] } },
  ],
  [
    "removes empty labels and annotations",
    { metadata: { name: "n", labels: {}, annotations: {} } },
    { metadata: { name: "n" } },
  ],
  [
    "merges a Secret's stringData into its data, with precedence",
    { apiVersion: "v1", kind: "Secret", data: { a: "eA==", b: "eQ==" }, stringData: { a: "ä" } },
    { apiVersion: "v1", kind: "Secret", data: { a: "w6Q=", b: "eQ==" } },
  ],
  [
    "keeps unknown stringData unknown",
    { apiVersion: "v1", kind: "Secret", stringData: { a: UNKNOWN } },
    { apiVersion: "v1", kind: "Secret", data: { a: UNKNOWN } },
  ],
])("%s", (_, given, wanted) => {
  expect(canonical(given)).toEqual(wanted);
  expect(canonical(canonical(given))).toEqual(wanted);
});

test("converts schema keys to dashes for the API and underscores for the state, only in definitions", () => {
  const dashed = {
    kind: "CustomResourceDefinition",
    spec: { "x-kubernetes-preserve-unknown-fields": true, _ref: "#" },
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
