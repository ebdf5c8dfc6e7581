import type { PropertyMap } from "../../../protocol/values";
import type { KubernetesObject } from "../object";
import { condition, decide, metadata, texts } from "../../../../test/support/kubernetes/sampleObjects";
import type { Surroundings } from "./verdict";

describe("Service", () => {
  const service = (spec: PropertyMap, status: PropertyMap = {}) => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: metadata("web"),
    spec,
    status,
  });
  const slice = (ready?: boolean): KubernetesObject => ({
    metadata: metadata("web-x", { labels: { "kubernetes.io/service-name": "web" } }),
    endpoints: ready === undefined ? [] : [{ addresses: ["10.0.0.1"], conditions: { ready } }],
  });
  const selecting = { selector: { app: "a" } };

  test.each<[string, KubernetesObject, Partial<Surroundings>, boolean]>([
    ["with a ready endpoint", service(selecting), { related: { EndpointSlice: [slice(true)] } }, true],
    [
      "without a ready endpoint, changed recently",
      service(selecting),
      { related: { EndpointSlice: [slice(false)] }, quiet: 9_000 },
      false,
    ],
    [
      "without endpoints for ten seconds",
      service(selecting),
      { related: { EndpointSlice: [slice()] }, quiet: 10_000 },
      true,
    ],
    [
      "without endpoints at the timeout",
      service(selecting),
      { related: { EndpointSlice: [slice()] }, isLast: true },
      true,
    ],
    ["without endpoint slices at the timeout", service(selecting), { isLast: true }, false],
    ["without a selector", service({}), {}, true],
    ["that is headless", service({ ...selecting, clusterIP: "None" }), {}, true],
    ["for an external name", service({ type: "ExternalName" }), {}, true],
    [
      "as a load balancer without an address",
      service({ ...selecting, type: "LoadBalancer" }),
      { related: { EndpointSlice: [slice(true)] } },
      false,
    ],
    [
      "as a load balancer with an address",
      service({ ...selecting, type: "LoadBalancer" }, { loadBalancer: { ingress: [{ ip: "1.2.3.4" }] } }),
      { related: { EndpointSlice: [slice(true)] } },
      true,
    ],
  ])("%s", (_, object, around, done) => {
    expect(decide(object, around).done).toBe(done);
  });
});

describe("Ingress", () => {
  const path = { path: "/p", backend: { service: { name: "web" } } };
  const ingress = (addresses: PropertyMap[]) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: metadata("i"),
    spec: { rules: [{ host: "h", http: { paths: [path] } }] },
    status: { loadBalancer: { ingress: addresses } },
  });
  const Service = [{ metadata: metadata("web") }];

  test.each<[string, PropertyMap[], Partial<Surroundings>, boolean, string]>([
    ["address and backend", [{ ip: "1" }], { related: { Service } }, true, "Ingress initialization complete"],
    [
      "no address",
      [],
      { related: { Service } },
      false,
      "[2/3] Waiting for update of .status.loadBalancer with hostname/IP",
    ],
    ["no backend yet", [{ ip: "1" }], {}, false, "[1/3] Finding a matching service for each Ingress path"],
    [
      "no backend after the grace period",
      [],
      { elapsed: 10_000 },
      false,
      'warning: No matching service found for ingress rule: "h/p" -> "web"',
    ],
  ])("%s", (_, addresses, around, done, text) => {
    const verdict = decide(ingress(addresses), around);
    expect(verdict.done).toBe(done);
    expect(texts(verdict)[0]).toBe(text);
  });
});

test.each<[string, KubernetesObject, Partial<Surroundings>, boolean]>([
  [
    "a bound claim",
    { apiVersion: "v1", kind: "PersistentVolumeClaim", status: { phase: "Bound" } },
    {},
    true,
  ],
  [
    "a pending claim",
    { apiVersion: "v1", kind: "PersistentVolumeClaim", status: { phase: "Pending" } },
    {},
    false,
  ],
  [
    "a claim whose class binds it with its first pod",
    {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      spec: { storageClassName: "late" },
      status: { phase: "Pending" },
    },
    {
      related: { StorageClass: [{ metadata: { name: "late" }, volumeBindingMode: "WaitForFirstConsumer" }] },
    },
    true,
  ],
  [
    "an available volume",
    { apiVersion: "v1", kind: "PersistentVolume", status: { phase: "Available" } },
    {},
    true,
  ],
  [
    "an established definition",
    {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      status: { conditions: [condition("Established", "True")] },
    },
    {},
    true,
  ],
  [
    "a definition that is not established",
    { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" },
    {},
    false,
  ],
  ["a plain Secret", { apiVersion: "v1", kind: "Secret", type: "Opaque" }, {}, true],
  [
    "an account's Secret without its token",
    { apiVersion: "v1", kind: "Secret", type: "kubernetes.io/service-account-token" },
    {},
    false,
  ],
  [
    "a quota that its controller has observed",
    {
      apiVersion: "v1",
      kind: "ResourceQuota",
      spec: { hard: { pods: "1" } },
      status: { hard: { pods: "1" } },
    },
    {},
    true,
  ],
  [
    "a replication controller",
    {
      apiVersion: "v1",
      kind: "ReplicationController",
      spec: { replicas: 1 },
      status: { availableReplicas: 1 },
    },
    {},
    true,
  ],
])("%s is ready: %#", (_, object, around, done) => {
  expect(decide({ metadata: metadata("x"), ...object }, around).done).toBe(done);
});

test("a definition with rejected names fails at once", () => {
  const status = {
    conditions: [condition("NamesAccepted", "False", "PluralConflict", '"rules" is already in use')],
  };
  const definition = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: metadata("x"),
    status,
  };
  expect(decide(definition)).toMatchObject({
    failed: true,
    errors: ['[PluralConflict] "rules" is already in use'],
  });
});
