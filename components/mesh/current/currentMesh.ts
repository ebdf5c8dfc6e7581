import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { customResourceDefinitions } from "./crds";
import { ingressGatewayDeployment, ingressGatewayService } from "./ingressGateway";
import { istiodDeployment, istiodService } from "./istiod";
import { type CurrentMeshConfig, currentMeshConfig, TRACING_PROVIDER } from "./meshConfig";
import { meshConfigMap, proxyConfigChecksum } from "./meshConfigMap";
import { clusterRoleBindings, clusterRoles, roleBindings, roles, serviceAccounts } from "./rbac";
import { PeerAuthentication, Telemetry } from "./resources";
import { type CurrentMeshArgs, type CurrentMeshSettings, currentMeshSettings } from "./settings";

/** The Services of the control plane. */
export interface CurrentMeshServices {
  istiod: k8s.core.v1.Service;
  ingress: k8s.core.v1.Service;
}

/**
 * The control plane of Istio 1.31: istiod and the ingress gateway, with all that they need, and the mesh's own
 * policies of TLS and tracing.
 *
 * What it makes is equal in meaning to what Istio's charts make but for the named deviations in
 * `test/golden/deviations/current.ts`. Each object is registered under its own name, after what it needs: the
 * namespace, then accounts, roles and configuration, the definitions of custom resources before the custom
 * objects, Deployments last, and the gateway's after istiod's.
 */
export class CurrentMesh extends pulumi.ComponentResource {
  /** The control plane's namespace, once it is there. */
  readonly namespace: pulumi.Output<string>;
  /** The mesh configuration, as istiod and the injector read it. */
  readonly meshConfig: CurrentMeshConfig;
  /** The definitions of Istio's custom resources: a custom object depends on them. */
  readonly crds: k8s.apiextensions.v1.CustomResourceDefinition[];
  /** The Services of the control plane. */
  readonly services: CurrentMeshServices;
  /**
   * istiod's Deployment. Pods with a proxy are made after it: until it runs, their namespace lacks the mesh's root
   * certificate, and the longer the kubelet has missed that, the later it looks again.
   */
  readonly istiod: k8s.apps.v1.Deployment;

  /** @throws Error when the sampling is no percentage, or an image's name cannot be parsed */
  constructor(name: string, args: CurrentMeshArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:mesh:CurrentMesh", name, {}, opts);
    const settings = currentMeshSettings(args);
    const after = (...dependencies: pulumi.Resource[]) => ({ parent: this, dependsOn: dependencies });

    const namespace = new k8s.core.v1.Namespace(
      settings.namespace,
      { metadata: { name: settings.namespace } },
      { parent: this },
    );
    this.namespace = namespace.metadata.name;
    this.meshConfig = currentMeshConfig(settings);
    const checksum = proxyConfigChecksum(this.meshConfig);
    const webhook = args.injectionWebhook?.(this.meshConfig);

    const accounts = serviceAccounts(settings.namespace).map(
      (account) => new k8s.core.v1.ServiceAccount(nameOf(account), account, after(namespace)),
    );
    const clusterWide = clusterRoles(settings.namespace, webhook).map(
      (role) => new k8s.rbac.v1.ClusterRole(nameOf(role), role, { parent: this }),
    );
    const namespaced = roles(settings, webhook).map(
      (role) => new k8s.rbac.v1.Role(nameOf(role), role, after(namespace)),
    );
    const rights = [
      ...clusterRoleBindings(settings.namespace).map(
        (binding) =>
          new k8s.rbac.v1.ClusterRoleBinding(nameOf(binding), binding, after(...clusterWide, ...accounts)),
      ),
      ...roleBindings(settings).map(
        (binding) => new k8s.rbac.v1.RoleBinding(nameOf(binding), binding, after(...namespaced, ...accounts)),
      ),
    ];
    this.crds = customResourceDefinitions().map(
      (crd) => new k8s.apiextensions.v1.CustomResourceDefinition(crd.metadata.name, crd, { parent: this }),
    );
    // Before istiod: so no proxy ever has a configuration without them.
    const policies = meshPolicies(settings, after(namespace, ...this.crds));

    const maps = [
      meshConfigMap(settings.namespace, this.meshConfig),
      ...(webhook ? [webhook.configMap] : []),
    ];
    const configuration = maps.map((map) => new k8s.core.v1.ConfigMap(nameOf(map), map, after(namespace)));

    const service = (args: k8s.types.input.core.v1.Service) =>
      new k8s.core.v1.Service(nameOf(args), args, after(namespace));
    this.services = {
      istiod: service(istiodService(settings.namespace)),
      ingress: service(ingressGatewayService(settings)),
    };

    // A Deployment never depends on its Service: that is ready only when the Deployment's pods are.
    const deployment = (args: k8s.types.input.apps.v1.Deployment, ...dependencies: pulumi.Resource[]) =>
      new k8s.apps.v1.Deployment(nameOf(args), args, after(...configuration, ...rights, ...dependencies));
    this.istiod = deployment(istiodDeployment(settings, webhook), ...policies);
    if (webhook) {
      // After istiod: until that answers, the API server refuses the pods that it is to be asked about.
      new k8s.admissionregistration.v1.MutatingWebhookConfiguration(
        nameOf(webhook.configuration),
        webhook.configuration,
        after(this.istiod),
      );
    }
    deployment(ingressGatewayDeployment(settings, checksum), this.istiod);

    this.registerOutputs({ namespace: this.namespace, meshConfig: this.meshConfig });
  }
}

/** Registers what holds for the whole mesh: TLS, and tracing where it is on. */
function meshPolicies(
  { namespace, tls, tracing, sampling }: CurrentMeshSettings,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const metadata = { namespace };
  const mtls = { mode: tls ? ("STRICT" as const) : ("DISABLE" as const) };
  const authentication = new PeerAuthentication("default", { metadata, spec: { mtls } }, opts);
  if (!tracing) return [authentication];
  const traced = { providers: [{ name: TRACING_PROVIDER }], randomSamplingPercentage: sampling };
  return [authentication, new Telemetry("mesh-default", { metadata, spec: { tracing: [traced] } }, opts)];
}

/** The object's own name, which is its resource's too. */
function nameOf(object: { metadata?: unknown }): string {
  return (object.metadata as { name: string }).name;
}
