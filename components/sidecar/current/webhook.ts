import type { types } from "@pulumi/kubernetes";
import { stringify } from "yaml";
import type { InjectionWebhook } from "../../mesh/current/injectionWebhook";
import { completeCurrentParams, type CurrentInjectionParams } from "./params";
import { injectName } from "./policy";
import { injectionTemplate } from "./template/injectionTemplate";

/** Name of both objects, with the revision after it if there is one. */
const baseName = "istio-sidecar-injector";

type LabelSelector = types.input.meta.v1.LabelSelector;

/**
 * Injection by istiod's webhook, with the sidecar that the injector gives under the same parameters. It
 * takes pods in namespaces with the label `istio-injection: enabled` or `istio.io/rev: default` (with a revision, only
 * `istio.io/rev: REVISION`), but for those that refuse it; and in namespaces with neither label the pods that ask for
 * it, by `sidecar.istio.io/inject: "true"` or by `istio.io/rev`. `policy` and the lists of namespaces hold as for the
 * injector.
 *
 * What it does not do: the named templates of Istio's charts other than `sidecar` (gateway, gRPC without a proxy,
 * waypoint), for which this project has no use.
 * @throws {InjectionParamsError} when the parameters are wrong
 */
export function sidecarWebhook(params: CurrentInjectionParams = {}): InjectionWebhook {
  const complete = completeCurrentParams(params);
  const { namespace, revision, policy } = complete;
  const name = revision === "" ? baseName : `${baseName}-${revision}`;
  const labels = { app: "sidecar-injector", "istio.io/rev": revision === "" ? "default" : revision };
  const config = {
    policy: policy === "enabled" ? "enabled" : "disabled",
    defaultTemplates: ["sidecar"],
    templates: { sidecar: injectionTemplate(complete) },
  };
  const values = {
    revision,
    sidecarInjectorWebhook: { rewriteAppHTTPProbe: complete.rewriteAppHTTPProbe },
    global: {
      hub: complete.hub,
      tag: complete.tag,
      network: complete.network,
      multiCluster: { clusterName: complete.clusterId },
    },
  };
  return {
    configuration: {
      metadata: { name, labels },
      webhooks: policy === "off" ? [] : webhooks(complete),
    },
    configMap: {
      metadata: { name, namespace, labels },
      data: { config: stringify(config, { lineWidth: 0 }), values: JSON.stringify(values, null, 2) },
    },
    istiodEnv: {
      INJECT_ENABLED: "true",
      INJECTION_WEBHOOK_CONFIG_NAME: name,
      ENABLE_NATIVE_SIDECARS: String(complete.nativeSidecars),
    },
    clusterRules: [
      {
        apiGroups: ["admissionregistration.k8s.io"],
        resources: ["mutatingwebhookconfigurations"],
        resourceNames: [name],
        verbs: ["update"],
      },
    ],
    namespaceRules: [{ apiGroups: [""], resources: ["configmaps"], resourceNames: [name], verbs: ["get"] }],
  };
}

type Complete = ReturnType<typeof completeCurrentParams>;

function webhooks(params: Complete): types.input.admissionregistration.v1.MutatingWebhook[] {
  const { namespace, revision } = params;
  const says = (key: string, operator: string, ...values: string[]) => ({
    key,
    operator,
    ...(values.length > 0 && { values }),
  });
  const rev = revision === "" ? "default" : revision;
  const unlabelled = [says("istio-injection", "DoesNotExist"), says("istio.io/rev", "DoesNotExist")];
  const notRefused = says(injectName, "NotIn", "false");
  const webhook = (prefix: string, namespaces: object[], pods: object[]) => ({
    name: `${prefix}.sidecar-injector.istio.io`,
    admissionReviewVersions: ["v1"],
    sideEffects: "None",
    // A pod without its sidecar would be outside the mesh's rules.
    failurePolicy: "Fail",
    clientConfig: {
      service: {
        name: revision === "" ? "istiod" : `istiod-${revision}`,
        namespace,
        path: "/inject",
        port: 443,
      },
    },
    rules: [{ operations: ["CREATE"], apiGroups: [""], apiVersions: ["v1"], resources: ["pods"] }],
    namespaceSelector: { matchExpressions: [...namespaces, ...selected(params)] } as LabelSelector,
    objectSelector: { matchExpressions: pods } as LabelSelector,
  });
  return [
    webhook(
      "rev.namespace",
      [says("istio.io/rev", "In", rev), says("istio-injection", "DoesNotExist")],
      [notRefused],
    ),
    webhook("rev.object", unlabelled, [notRefused, says("istio.io/rev", "In", rev)]),
    // What names no revision is for the istiod that has none.
    ...(revision === ""
      ? [
          webhook("namespace", [says("istio-injection", "In", "enabled")], [notRefused]),
          webhook("object", unlabelled, [
            says(injectName, "In", "true"),
            says("istio.io/rev", "DoesNotExist"),
          ]),
        ]
      : []),
  ];
}

/** The namespaces that the parameters leave in. */
function selected({ includeNamespaces, excludeNamespaces, ignoredNamespaces }: Complete): object[] {
  const key = "kubernetes.io/metadata.name";
  const values = [...ignoredNamespaces, ...excludeNamespaces];
  return [
    ...(includeNamespaces.includes("") ? [] : [{ key, operator: "In", values: includeNamespaces }]),
    ...(values.length === 0 ? [] : [{ key, operator: "NotIn", values }]),
  ];
}
