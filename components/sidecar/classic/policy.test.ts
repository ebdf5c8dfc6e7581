import { injectionRequired, type WorkloadFacts } from "./policy";
import { completeParams, type InjectionParams } from "./params";

const cases: [says: string, facts: Partial<WorkloadFacts>, params: InjectionParams, required: boolean][] = [
  ["enabled, no annotation", {}, {}, true],
  ["enabled, asked for", { inject: "true" }, {}, true],
  ["enabled, refused", { inject: "false" }, {}, false],
  ["enabled, empty annotation", { inject: "" }, {}, false],
  ["disabled, no annotation", {}, { policy: "disabled" }, false],
  ["disabled, asked for", { inject: "Yes" }, { policy: "disabled" }, true],
  ["disabled, asked for in another word", { inject: "ON" }, { policy: "disabled" }, true],
  ["disabled, refused", { inject: "no" }, { policy: "disabled" }, false],
  ["off, asked for", { inject: "true" }, { policy: "off" }, false],
  ["injected before", { status: "injected-version-0.1" }, {}, false],
  ["the node's network, asked for", { hostNetwork: true, inject: "true" }, {}, false],
  ["the system's namespace", { namespace: "kube-system" }, {}, false],
  ["the system's public namespace", { namespace: "kube-public", inject: "true" }, {}, false],
  ["the mesh's own namespace", { namespace: "istio-system" }, {}, false],
  ["an excluded namespace", { namespace: "a" }, { excludeNamespaces: ["a"] }, false],
  ["a namespace beside an excluded one", { namespace: "b" }, { excludeNamespaces: ["a"] }, true],
  ["an included namespace", { namespace: "a" }, { includeNamespaces: ["a"] }, true],
  ["a namespace beside an included one", { namespace: "b" }, { includeNamespaces: ["a"] }, false],
  ["no namespace, one included", { namespace: "" }, { includeNamespaces: ["a"] }, false],
  ["every namespace", { namespace: "b" }, { includeNamespaces: [""] }, true],
];

test.each(cases)("%s", (_, facts, params, required) => {
  expect(injectionRequired({ namespace: "shop", hostNetwork: false, ...facts }, completeParams(params))).toBe(
    required,
  );
});
