import { OutputValue, Secret, UNKNOWN, type PropertyMap } from "../../../protocol/values";
import { markLike, markSecretData } from "./secrets";

test.each<[string, PropertyMap, PropertyMap, PropertyMap]>([
  ["a marked value", { a: "x", b: "y" }, { a: new Secret("x"), b: "y" }, { a: new Secret("x"), b: "y" }],
  [
    "a marked map",
    { a: { b: "x", c: 1 } },
    { a: new Secret({ b: "x" }) },
    { a: new Secret({ b: "x", c: 1 }) },
  ],
  ["a marked element", { a: ["x", "y"] }, { a: ["x", new Secret("y")] }, { a: ["x", new Secret("y")] }],
  [
    "a whole list whose length has changed",
    { a: ["x", "y", "z"] },
    { a: ["x", new Secret("y")] },
    { a: new Secret(["x", "y", "z"]) },
  ],
  ["a secret output", { a: "x" }, { a: new OutputValue("x", true, []) }, { a: new Secret("x") }],
  ["an unknown secret", { a: UNKNOWN }, { a: new Secret(UNKNOWN) }, { a: new Secret(UNKNOWN) }],
  ["no other value", { a: "x" }, { b: new Secret("y") }, { a: "x" }],
  [
    "all data of a Secret with one secret string",
    { apiVersion: "v1", kind: "Secret", data: { a: "eA==", b: "eQ==" } },
    { stringData: { a: new Secret("x"), b: "y" } },
    { apiVersion: "v1", kind: "Secret", data: new Secret({ a: "eA==", b: "eQ==" }) },
  ],
])("marks %s", (_, plain, marked, wanted) => {
  expect(markLike(plain, marked)).toEqual(wanted);
});

test("marks a live Secret's data even if the program does not", () => {
  const secret = { apiVersion: "v1", kind: "Secret", data: { a: "eA==" }, type: "Opaque" };
  expect(markSecretData(secret)).toEqual({ ...secret, data: new Secret({ a: "eA==" }) });
  expect(markSecretData(markSecretData(secret))).toEqual(markSecretData(secret));
  const configMap = { apiVersion: "v1", kind: "ConfigMap", data: { a: "x" } };
  expect(markSecretData(configMap)).toBe(configMap);
});
