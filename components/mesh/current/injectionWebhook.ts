import type { types } from "@pulumi/kubernetes";

/** The parts of istiod's injection webhook, which injects created pods in namespaces with a label. */
export interface InjectionWebhook {
  /** Selects the pods that the API server sends to istiod. istiod adds its CA certificate. */
  configuration: types.input.admissionregistration.v1.MutatingWebhookConfiguration;
  /** The injection template. */
  configMap: types.input.core.v1.ConfigMap;
  /** Environment variables that istiod requires for it. */
  istiodEnv: Record<string, string>;
  /** Additional rights of istiod in the cluster. */
  clusterRules: types.input.rbac.v1.PolicyRule[];
  /** Additional rights of istiod in its namespace. */
  namespaceRules: types.input.rbac.v1.PolicyRule[];
}
