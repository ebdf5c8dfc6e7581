import { inject } from "../inject";
import type { InjectionParams } from "./params";

/** Properties of a workload that decide about injection. */
interface WorkloadFacts {
  namespace: string;
  /** Annotation of the workload. */
  inject: string;
  /** Annotation of the workload. */
  status: string;
  hostNetwork: boolean;
}

const cases: [says: string, facts: Partial<WorkloadFacts>, params: InjectionParams, required: boolean][] = [
  ["enabled, no annotation", {}, {}, true],
  ["enabled, opted in", { inject: "true" }, {}, true],
  ["enabled, opted out", { inject: "false" }, {}, false],
  ["enabled, empty annotation", { inject: "" }, {}, false],
  ["disabled, no annotation", {}, { policy: "disabled" }, false],
  ["disabled, opted in", { inject: "Yes" }, { policy: "disabled" }, true],
  ["disabled, opted in with a YAML 1.1 word", { inject: "ON" }, { policy: "disabled" }, true],
  ["disabled, opted out", { inject: "no" }, { policy: "disabled" }, false],
  ["off, opted in", { inject: "true" }, { policy: "off" }, false],
  ["already injected", { status: "injected-version-0.1" }, {}, false],
  ["host network, opted in", { hostNetwork: true, inject: "true" }, {}, false],
  ["a namespace of Kubernetes", { namespace: "kube-system" }, {}, false],
  ["the public namespace of Kubernetes", { namespace: "kube-public", inject: "true" }, {}, false],
  ["the namespace of the mesh", { namespace: "istio-system" }, {}, false],
  ["an excluded namespace", { namespace: "a" }, { excludeNamespaces: ["a"] }, false],
  ["a namespace that is not excluded", { namespace: "b" }, { excludeNamespaces: ["a"] }, true],
  ["an included namespace", { namespace: "a" }, { includeNamespaces: ["a"] }, true],
  ["a namespace that is not included", { namespace: "b" }, { includeNamespaces: ["a"] }, false],
  ["no namespace, one included", { namespace: "" }, { includeNamespaces: ["a"] }, false],
  ["every namespace", { namespace: "b" }, { includeNamespaces: [""] }, true],
];

test.each(cases)("%s", (_, facts, params, required) => {
  const annotations = {
    ...(facts.inject !== undefined && { "sidecar.istio.io/inject": facts.inject }),
    ...(facts.status !== undefined && { "sidecar.istio.io/status": facts.status }),
  };
  const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "x", namespace: facts.namespace ?? "shop", annotations },
    spec: { template: { spec: { containers: [{ name: "a" }], hostNetwork: facts.hostNetwork } } },
  };
  expect(inject(deployment, params) !== deployment).toBe(required);
});
