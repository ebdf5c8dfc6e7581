import { injectionRequired, type WorkloadFacts } from "./policy";
import { completeParams, type InjectionParams } from "./params";

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
  expect(injectionRequired({ namespace: "shop", hostNetwork: false, ...facts }, completeParams(params))).toBe(
    required,
  );
});
