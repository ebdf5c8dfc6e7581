import { parse } from "yaml";
import { InjectionParamsError } from "../errors";
import { injectionConfig, type InjectionValues } from "./injectionConfig";
import type { CurrentInjectionParams } from "./params";

/* test/golden compares the pods of istiod's template with those of the injector. */

const chart = {
  template: 'spec:\n  containers:\n  - name: istio-proxy\n    image: "{{ .ProxyImage }}"\n',
  values: `
_internal_defaults_do_not_set:
  hub: ""
  cni: {enabled: false}
  env: {}
  sidecarInjectorWebhook: {rewriteAppHTTPProbe: true, templates: {}}
  global:
    hub: gcr.io/istio
    pilotCertProvider: istiod
    multiCluster: {clusterName: ""}
    proxy_init: {image: proxyv2}
    proxy:
      image: proxyv2
      tracer: none
      resources: {requests: {cpu: 100m}, limits: {cpu: "2"}}
`,
};

function configOf(params: CurrentInjectionParams) {
  const { config, values } = injectionConfig(params, chart);
  return { config: parse(config) as unknown, values: JSON.parse(values) as InjectionValues };
}

test("contains the chart's template unchanged, as the only one", () => {
  expect(configOf({}).config).toEqual({
    policy: "enabled",
    defaultTemplates: ["sidecar"],
    templates: { sidecar: chart.template },
  });
  expect(configOf({ policy: "disabled" }).config).toMatchObject({ policy: "disabled" });
  expect(configOf({ policy: "off" }).config).toMatchObject({ policy: "disabled" });
});

test("passes parameters as values, beside the chart's defaults", () => {
  const { values } = configOf({
    hub: "h/i",
    image: "h/p:1",
    revision: "r1",
    clusterDomain: "{{ .Evil }}",
    rewriteAppHTTPProbe: false,
    startupSeconds: 0,
  });
  expect(values).toMatchObject({
    revision: "r1",
    sidecarInjectorWebhook: { rewriteAppHTTPProbe: false, templates: {} },
    pilot: { cni: { enabled: false }, env: {} },
    global: {
      hub: "h/i",
      pilotCertProvider: "istiod",
      multiCluster: { clusterName: "Kubernetes" },
      proxy_init: { image: "h/p:1" },
      proxy: {
        image: "h/p:1",
        tracer: "none",
        clusterDomain: "{{ .Evil }}",
        startupProbe: { enabled: false },
      },
    },
  });
  expect(configOf({}).values.global.proxy.image).toBe("proxyv2");
});

test("replaces the chart's resources as a whole", () => {
  const resources = { requests: { memory: "1Mi" } };
  expect(configOf({ resources }).values.global.proxy.resources).toEqual(resources);
});

test("rejects invalid parameters", () => {
  expect(() => injectionConfig({ namespace: "" }, chart)).toThrow(InjectionParamsError);
});
