import { apiTypeOf } from "./typeToken";
import { builtInIsNamespaced } from "../../../lib/clients/kubernetes/builtInTypes";

test.each([
  ["kubernetes:core/v1:ConfigMap", "v1", "ConfigMap", true],
  ["kubernetes:core/v1:Namespace", "v1", "Namespace", false],
  ["kubernetes:apps/v1:Deployment", "apps/v1", "Deployment", true],
  [
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
    "rbac.authorization.k8s.io/v1",
    "ClusterRole",
    false,
  ],
  ["kubernetes:rec.example.com/v1:RouteRule", "rec.example.com/v1", "RouteRule", undefined],
  ["kubernetes:rec.example.com/v1:GitPatch", "rec.example.com/v1", "GitPatch", undefined],
])("%s is %s %s", (token, apiVersion, kind, namespaced) => {
  expect(apiTypeOf(token)).toEqual({ apiVersion, kind });
  expect(builtInIsNamespaced({ apiVersion, kind })).toBe(namespaced);
});

test.each([
  ["kubernetes:helm.sh/v3:Release", /Release is not supported.*Helm/],
  ["kubernetes:kustomize/v2:Directory", /not supported/],
  ["kubernetes:yaml/v2:ConfigGroup", /not supported/],
  ["kubernetes:apps/v1:DeploymentPatch", /Patch resources/],
  ["kubernetes:core/v1:ConfigMapList", /a list is not an object/],
  ["docker:index:Container", /expected kubernetes:GROUP\/VERSION:KIND/],
  ["kubernetes:core/v1", /expected kubernetes:GROUP\/VERSION:KIND/],
])("rejects %s", (token, message) => {
  expect(() => apiTypeOf(token)).toThrow(message);
});
