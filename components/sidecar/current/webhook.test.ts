import { parse } from "yaml";
import { InjectionParamsError } from "../errors";
import type { CurrentInjectionParams } from "./params";
import { sidecarWebhook } from "./webhook";

/* test/golden compares the template and the selection of pods with istioctl. */

interface Config {
  policy: string;
  defaultTemplates: string[];
  templates: Record<string, string>;
}
const configOf = (params?: CurrentInjectionParams) =>
  parse((sidecarWebhook(params).configMap.data as { config: string }).config) as Config;

test("uses one revision and one namespace everywhere", () => {
  const { configuration, configMap, istiodEnv, clusterRules, namespaceRules } = sidecarWebhook({
    namespace: "mesh",
    revision: "r1",
  });
  const name = "istio-sidecar-injector-r1";
  expect(configuration).toMatchObject({
    metadata: { name, labels: { "istio.io/rev": "r1" } },
    webhooks: [
      { clientConfig: { service: { name: "istiod-r1", namespace: "mesh" } } },
      { clientConfig: { service: { name: "istiod-r1", namespace: "mesh" } } },
    ],
  });
  expect(configMap).toMatchObject({ metadata: { name, namespace: "mesh" } });
  expect(istiodEnv.INJECTION_WEBHOOK_CONFIG_NAME).toBe(name);
  expect([...clusterRules, ...namespaceRules].map(({ resourceNames }) => resourceNames)).toEqual([
    [name],
    [name],
  ]);
});

test("applies policy and namespaces of the parameters", () => {
  const selectors = (params: CurrentInjectionParams) =>
    (sidecarWebhook(params).configuration.webhooks as { namespaceSelector: object }[]).map(
      ({ namespaceSelector }) => namespaceSelector,
    );
  for (const selector of selectors({ excludeNamespaces: ["bank"], ignoredNamespaces: ["kube-system"] })) {
    expect(selector).toMatchObject({
      matchExpressions: expect.arrayContaining([
        { key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["kube-system", "bank"] },
      ]) as unknown,
    });
  }
  expect(JSON.stringify(selectors({ includeNamespaces: ["shop"] }))).toContain('"In","values":["shop"]');
  expect(selectors({ policy: "off" })).toEqual([]);
  expect(configOf({ policy: "disabled" }).policy).toBe("disabled");
  expect(configOf()).toMatchObject({ policy: "enabled", defaultTemplates: ["sidecar"] });
});

test("escapes parameters in the template", () => {
  const { templates } = configOf({ clusterDomain: "{{ .Evil }}", image: 'a/"b' });
  expect(templates.sidecar).toContain('svc.{{"{{"}} .Evil }}');
  expect(templates.sidecar).toContain('ternary $image "a/\\"b" (contains "/" $image)');
});

test("rejects invalid parameters", () => {
  expect(() => sidecarWebhook({ namespace: "" })).toThrow(InjectionParamsError);
});
