import { UNKNOWN, type PropertyMap } from "../../../protocol/values";
import { typedForm } from "./typedForm";

const pod = (container: PropertyMap, spec: PropertyMap = {}): PropertyMap => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p" },
  spec: { containers: [{ name: "c", ...container }], ...spec },
});

/** Results of a conversion to the Go types of k8s.io/api v0.36.1 and back, reduced to the fields of the input. */
test.each<[string, PropertyMap, PropertyMap]>([
  [
    "quantities canonical, also numbers",
    pod({ resources: { limits: { memory: "1024Mi", cpu: 1 }, requests: { cpu: "1000m" } } }),
    pod({ resources: { limits: { memory: "1Gi", cpu: "1" }, requests: { cpu: "1" } } }),
  ],
  ["without empty lists that equal absent ones", pod({}, { volumes: [] }), pod({})],
  ["without unknown fields", pod({ comand: ["x"] }), pod({})],
  ["without false where the type does not distinguish it", pod({}, { hostNetwork: false }), pod({})],
  [
    "with false where it does",
    pod({ securityContext: { privileged: false } }),
    pod({ securityContext: { privileged: false } }),
  ],
  [
    "with an empty volume source",
    pod({}, { volumes: [{ name: "v", emptyDir: {} }] }),
    pod({}, { volumes: [{ name: "v", emptyDir: {} }] }),
  ],
  [
    "with names and numbers of ports",
    pod({
      livenessProbe: { httpGet: { port: "http", path: "" } },
      readinessProbe: { tcpSocket: { port: 80 } },
    }),
    pod({ livenessProbe: { httpGet: { port: "http" } }, readinessProbe: { tcpSocket: { port: 80 } } }),
  ],
  [
    "with required fields that are empty",
    { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", metadata: { name: "r" }, rules: [] },
    { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", metadata: { name: "r" }, rules: [] },
  ],
  [
    "without a false globalDefault, with a value of 0",
    {
      apiVersion: "scheduling.k8s.io/v1",
      kind: "PriorityClass",
      metadata: { name: "p" },
      value: 0,
      globalDefault: false,
    },
    { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", metadata: { name: "p" }, value: 0 },
  ],
  [
    "with times in UTC",
    {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      spec: { renewTime: "2026-01-01T02:00:00.1234567+02:00", leaseDurationSeconds: 0 },
    },
    {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      spec: { renewTime: "2026-01-01T00:00:00.123456Z", leaseDurationSeconds: 0 },
    },
  ],
  [
    "with empty data of a key",
    { apiVersion: "v1", kind: "ConfigMap", data: { a: "" }, binaryData: { b: "aGk=\n" } },
    { apiVersion: "v1", kind: "ConfigMap", data: { a: "" }, binaryData: { b: "aGk=" } },
  ],
  [
    "with unknown values",
    pod({ image: UNKNOWN }, { volumes: UNKNOWN }),
    pod({ image: UNKNOWN }, { volumes: UNKNOWN }),
  ],
])("writes an object %s", (_, given, wanted) => {
  expect(typedForm(given)).toEqual(wanted);
  expect(typedForm(wanted)).toEqual(wanted);
});

test.each<[string, PropertyMap]>([
  ["a custom resource", { apiVersion: "e.com/v1", kind: "T", spec: { cpu: "1000m", list: [] } }],
  [
    "a CustomResourceDefinition",
    { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", x: 1 },
  ],
  ["an object that does not fit its type", pod({ ports: [{ containerPort: "80" }] }, { volumes: [] })],
  [
    "an object with a quantity that is none",
    pod({ resources: { limits: { cpu: "many" } } }, { volumes: [] }),
  ],
])("returns %s unchanged", (_, given) => {
  expect(typedForm(given)).toBe(given);
});
