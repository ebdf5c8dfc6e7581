import { InjectionParamsError } from "../errors";
import type { CurrentInjectionParams } from "./params";
import { sidecarWebhook } from "./webhook";

/* test/golden compares the selection of pods with istioctl. */

const data = { config: "c", values: "v" };

test("uses one revision and one namespace everywhere", () => {
  const { configuration, configMap, istiodEnv, clusterRules, namespaceRules } = sidecarWebhook(
    { namespace: "mesh", revision: "r1" },
    data,
  );
  const name = "istio-sidecar-injector-r1";
  expect(configuration).toMatchObject({
    metadata: { name, labels: { "istio.io/rev": "r1" } },
    webhooks: [
      { clientConfig: { service: { name: "istiod-r1", namespace: "mesh" } } },
      { clientConfig: { service: { name: "istiod-r1", namespace: "mesh" } } },
    ],
  });
  expect(configMap).toMatchObject({ metadata: { name, namespace: "mesh" }, data });
  expect(istiodEnv.INJECTION_WEBHOOK_CONFIG_NAME).toBe(name);
  expect([...clusterRules, ...namespaceRules].map(({ resourceNames }) => resourceNames)).toEqual([
    [name],
    [name],
  ]);
});

test("applies policy and namespaces of the parameters", () => {
  const selectors = (params: CurrentInjectionParams) =>
    (sidecarWebhook(params, data).configuration.webhooks as { namespaceSelector: object }[]).map(
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
});

test("rejects invalid parameters", () => {
  expect(() => sidecarWebhook({ namespace: "" }, data)).toThrow(InjectionParamsError);
});
