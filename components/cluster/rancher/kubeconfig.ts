import type * as pulumi from "@pulumi/pulumi";
import { RancherApiKey, RancherKubernetes } from "../../../runtime/providers/rancher/sdk";
import type { RancherClusterSettings } from "./config";
import { type HostTarget, stackName } from "./environment";

/** The API key with which kubectl and Pulumi use the cluster. */
export const createApiKey = (
  name: string,
  { connection }: Pick<HostTarget, "connection">,
  opts: pulumi.CustomResourceOptions,
): RancherApiKey =>
  new RancherApiKey(
    `${name}-api-key`,
    { server: connection, name: `kubectl: ${stackName()}`, description: "Provides access to kubectl" },
    opts,
  );

/** Waits for the environment's Kubernetes and reads its kubeconfig. */
export const readKubeconfig = (
  name: string,
  { environment, timeouts }: RancherClusterSettings,
  { connection, environmentId }: HostTarget,
  { accessKey, secretKey }: RancherApiKey,
  opts: pulumi.CustomResourceOptions,
): RancherKubernetes =>
  new RancherKubernetes(
    `${name}-kubernetes`,
    {
      server: connection,
      environmentId,
      environmentName: environment,
      accessKey,
      secretKey,
      timeoutSeconds: timeouts.kubernetes,
    },
    opts,
  );
