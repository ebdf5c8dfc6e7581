import { firstServiceAddress } from "../addresses";
import { ClusterCredentials } from "../../../runtime/providers/machine/sdk";
import { ETCD_AUTHORITIES } from "./authorityFiles";
import type { K3sSite } from "./site";

/** Creates the cluster's authorities and the administrator's kubeconfig. @throws when the Service range is invalid */
export function createCredentials({ name, config, prefix, host, parent }: K3sSite): ClusterCredentials {
  return new ClusterCredentials(
    `${name}-credentials`,
    {
      clusterName: prefix,
      server: `https://${host.includes(":") ? `[${host}]` : host}:${config.apiPort}`,
      hosts: [host],
      serviceIPs: [firstServiceAddress(config.serviceCIDR)],
      furtherAuthorities: [...ETCD_AUTHORITIES],
    },
    { parent },
  );
}
