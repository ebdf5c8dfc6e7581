import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { childrenOf } from "../../register";
import { customResourceDefinitions } from "./crds";
import { ingressGatewayDeployment, ingressGatewayService } from "./ingressGateway";
import type { InjectionWebhook } from "./injectionWebhook";
import { istiodDeployment, istiodService } from "./istiod";
import { type CurrentMeshConfig, currentMeshConfig, TRACING_PROVIDER } from "./meshConfig";
import { meshConfigMap, proxyConfigChecksum } from "./meshConfigMap";
import { clusterRoleBindings, clusterRoles, roleBindings, roles, serviceAccounts } from "./rbac";
import { EnvoyFilter, PeerAuthentication, Telemetry } from "./resources";
import type { CurrentMeshArgs } from "./config";
import { type CurrentMeshSettings, currentMeshSettings } from "./settings";
import { standardMetrics } from "./standardMetrics";

/** The arguments of {@link CurrentMesh}. */
interface CurrentMeshComponentArgs extends CurrentMeshArgs {
  /** Injection by istiod's webhook, for this mesh configuration. Default: istiod injects nothing. */
  injectionWebhook?: (meshConfig: CurrentMeshConfig) => InjectionWebhook;
}

/** The Services of the control plane. */
interface CurrentMeshServices {
  istiod: k8s.core.v1.Service;
  ingress: k8s.core.v1.Service;
}

/**
 * The control plane of Istio 1.31: istiod and the ingress gateway, with everything that they require, and the
 * policies of TLS and tracing for the whole mesh.
 *
 * Its objects equal those of Istio's charts except for the deviations in `docs/deviations.md`. Each object is
 * registered under its own name, after what it depends on: the namespace, then accounts, roles and configuration,
 * custom resource definitions before custom objects, Deployments last, and the gateway after istiod.
 */
export class CurrentMesh extends pulumi.ComponentResource {
  /** The control plane's namespace; known once it exists. */
  readonly namespace: pulumi.Output<string>;
  /** The mesh configuration that istiod and the injector read. */
  readonly meshConfig: CurrentMeshConfig;
  /** The definitions of Istio's custom resources, on which custom objects depend. */
  readonly crds: k8s.apiextensions.v1.CustomResourceDefinition[];
  readonly services: CurrentMeshServices;
  /**
   * istiod's Deployment, which pods with a proxy must depend on: istiod writes the mesh's root certificate into their
   * namespace, and the kubelet waits longer and longer between its attempts to mount it.
   */
  readonly istiod: k8s.apps.v1.Deployment;

  /** @throws ArgumentsError when an argument is wrong; Error when an image's name cannot be parsed */
  constructor(
    name: string,
    { injectionWebhook, ...args }: CurrentMeshComponentArgs = {},
    opts?: pulumi.ComponentResourceOptions,
  ) {
    const settings = currentMeshSettings(args);
    super("meshstack:mesh:CurrentMesh", name, {}, opts);
    const { core, rbac, apps, apiextensions, admissionregistration } = k8s;
    const register = childrenOf(this);

    const namespace = register(core.v1.Namespace, { metadata: { name: settings.namespace } });
    this.namespace = namespace.metadata.name;
    this.meshConfig = currentMeshConfig(settings);
    const checksum = proxyConfigChecksum(this.meshConfig);
    const webhook = injectionWebhook?.(this.meshConfig);

    const accounts = serviceAccounts(settings.namespace).map((account) =>
      register(core.v1.ServiceAccount, account, [namespace]),
    );
    const clusterWide = clusterRoles(settings.namespace, webhook).map((role) =>
      register(rbac.v1.ClusterRole, role),
    );
    const namespaced = roles(settings, webhook).map((role) => register(rbac.v1.Role, role, [namespace]));
    const rights = [
      ...clusterRoleBindings(settings.namespace).map((binding) =>
        register(rbac.v1.ClusterRoleBinding, binding, [...clusterWide, ...accounts]),
      ),
      ...roleBindings(settings).map((binding) =>
        register(rbac.v1.RoleBinding, binding, [...namespaced, ...accounts]),
      ),
    ];
    this.crds = customResourceDefinitions().map((crd) =>
      register(apiextensions.v1.CustomResourceDefinition, crd),
    );
    // Before istiod, so that no proxy ever has a configuration without them.
    const policies = meshPolicies(settings, { parent: this, dependsOn: [namespace, ...this.crds] });

    const maps = [
      meshConfigMap(settings.namespace, this.meshConfig),
      ...(webhook ? [webhook.configMap] : []),
    ];
    const configuration = maps.map((map) => register(core.v1.ConfigMap, map, [namespace]));

    this.services = {
      istiod: register(core.v1.Service, istiodService(settings.namespace), [namespace]),
      ingress: register(core.v1.Service, ingressGatewayService(settings), [namespace]),
    };

    // No Deployment depends on its Service, because a Service becomes ready only after the Deployment's pods.
    const required = [...configuration, ...rights];
    this.istiod = register(apps.v1.Deployment, istiodDeployment(settings, webhook), [
      ...required,
      ...policies,
    ]);
    if (webhook) {
      // After istiod: until istiod answers, the API server rejects the pods that the webhook covers.
      const { MutatingWebhookConfiguration } = admissionregistration.v1;
      register(MutatingWebhookConfiguration, webhook.configuration, [this.istiod]);
    }
    register(apps.v1.Deployment, ingressGatewayDeployment(settings, checksum), [...required, this.istiod]);

    this.registerOutputs({ namespace: this.namespace, meshConfig: this.meshConfig });
  }
}

/** Registers the policies of the whole mesh: TLS, tracing where it is on, and metrics where the proxy has no filter for them. */
function meshPolicies(
  { namespace, tls, tracing, sampling, proxy }: CurrentMeshSettings,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const metadata = { namespace };
  const mtls = { mode: tls ? ("STRICT" as const) : ("DISABLE" as const) };
  const authentication = new PeerAuthentication("default", { metadata, spec: { mtls } }, opts);
  const traced = { providers: [{ name: TRACING_PROVIDER }], randomSamplingPercentage: sampling };
  const metrics = standardMetrics(namespace);
  return [
    authentication,
    ...(tracing ? [new Telemetry("mesh-default", { metadata, spec: { tracing: [traced] } }, opts)] : []),
    ...(proxy === "envoy" ? [new EnvoyFilter(metrics.metadata.name, metrics, opts)] : []),
  ];
}
