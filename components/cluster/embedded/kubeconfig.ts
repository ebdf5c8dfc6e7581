import * as pulumi from "@pulumi/pulumi";
import { ClusterCredentials } from "../../../runtime/providers/machine/sdk";
import { firstServiceAddress } from "../addresses";
import type { EmbeddedClusterSettings } from "./config";
import { realNodes } from "./nodeNames";

/**
 * Creates the cluster's authorities and the administrator's kubeconfig.
 * @param server the URL of the API server
 * @throws when the service CIDR is too small
 */
export function createCredentials(
  name: string,
  { nodes, nodeCount, serviceCIDR }: EmbeddedClusterSettings,
  server: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): ClusterCredentials {
  const [node, ...workers] = realNodes(nodeCount);
  return new ClusterCredentials(
    `${name}-credentials`,
    {
      clusterName: `${pulumi.getProject()}-${pulumi.getStack()}`,
      server,
      serviceIPs: [firstServiceAddress(serviceCIDR)],
      ...(nodes === "real" && { node, workers }),
    },
    opts,
  );
}
