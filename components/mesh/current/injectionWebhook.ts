import type { types } from "@pulumi/kubernetes";

/** What makes istiod inject pods as they are created, in namespaces that say so by a label. */
export interface InjectionWebhook {
  /** Which pods the API server sends to istiod; istiod puts its certificate's authority in. */
  configuration: types.input.admissionregistration.v1.MutatingWebhookConfiguration;
  /** The template by which istiod injects them. */
  configMap: types.input.core.v1.ConfigMap;
  /** Environment that istiod needs for it. */
  istiodEnv: Record<string, string>;
  /** Rights in the cluster that istiod needs for it, beside those that it has anyway. */
  clusterRules: types.input.rbac.v1.PolicyRule[];
  /** Rights in its own namespace that istiod needs for it, beside those that it has anyway. */
  namespaceRules: types.input.rbac.v1.PolicyRule[];
}
