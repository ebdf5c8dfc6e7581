import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { InjectionWebhook } from "../../mesh/current/injectionWebhook";
import { completeCurrentParams, type CurrentInjectionParams } from "./params";
import { injectName } from "../selection";

/** Name of both objects; a revision is appended. */
const baseName = "istio-sidecar-injector";

type LabelSelector = types.input.meta.v1.LabelSelector;

/**
 * Injection by istiod's webhook, equal to the injector with the same parameters. The webhook injects pods in
 * namespaces labelled `istio-injection: enabled` or `istio.io/rev: default` (with a revision only
 * `istio.io/rev: REVISION`), except pods that opt out. In unlabelled namespaces it injects pods that opt in
 * with `sidecar.istio.io/inject: "true"` or `istio.io/rev`. `policy` and the namespace lists apply as for the
 * injector.
 *
 * Only the template `sidecar` of Istio's charts is supported, not those for gateways, proxyless gRPC and
 * waypoints.
 * @param data as returned by `injectionConfig`
 * @throws {InjectionParamsError} if the parameters are invalid
 */
export function sidecarWebhook(
  params: CurrentInjectionParams,
  data: Input<{ config: string; values: string }>,
): InjectionWebhook {
  const complete = completeCurrentParams(params);
  const { namespace, revision, policy } = complete;
  const name = revision === "" ? baseName : `${baseName}-${revision}`;
  const labels = { app: "sidecar-injector", "istio.io/rev": revision === "" ? "default" : revision };
  return {
    configuration: {
      metadata: { name, labels },
      webhooks: policy === "off" ? [] : webhooks(complete),
    },
    configMap: { metadata: { name, namespace, labels }, data },
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
  const requirement = (key: string, operator: string, ...values: string[]) => ({
    key,
    operator,
    ...(values.length > 0 && { values }),
  });
  const rev = revision === "" ? "default" : revision;
  const unlabelled = [
    requirement("istio-injection", "DoesNotExist"),
    requirement("istio.io/rev", "DoesNotExist"),
  ];
  const notOptedOut = requirement(injectName, "NotIn", "false");
  const webhook = (prefix: string, namespaces: object[], pods: object[]) => ({
    name: `${prefix}.sidecar-injector.istio.io`,
    admissionReviewVersions: ["v1"],
    sideEffects: "None",
    // A pod without a sidecar would bypass the rules of the mesh.
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
      [requirement("istio.io/rev", "In", rev), requirement("istio-injection", "DoesNotExist")],
      [notOptedOut],
    ),
    webhook("rev.object", unlabelled, [notOptedOut, requirement("istio.io/rev", "In", rev)]),
    // Objects without a revision belong to the istiod without one.
    ...(revision === ""
      ? [
          webhook("namespace", [requirement("istio-injection", "In", "enabled")], [notOptedOut]),
          webhook("object", unlabelled, [
            requirement(injectName, "In", "true"),
            requirement("istio.io/rev", "DoesNotExist"),
          ]),
        ]
      : []),
  ];
}

/** Selects the namespaces that the parameters include. */
function selected({ includeNamespaces, excludeNamespaces, ignoredNamespaces }: Complete): object[] {
  const key = "kubernetes.io/metadata.name";
  const values = [...ignoredNamespaces, ...excludeNamespaces];
  return [
    ...(includeNamespaces.includes("") ? [] : [{ key, operator: "In", values: includeNamespaces }]),
    ...(values.length === 0 ? [] : [{ key, operator: "NotIn", values }]),
  ];
}
