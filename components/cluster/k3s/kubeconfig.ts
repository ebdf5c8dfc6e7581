import { firstServiceAddress } from "../addresses";
import { ClusterCredentials } from "../../../runtime/providers/machine/sdk";
import { ETCD_AUTHORITIES } from "./authorityFiles";
import { API_PORT } from "./commandLine";
import type { K3sSite } from "./site";

/** Creates the cluster's authorities and the administrator's kubeconfig. @throws when the Service range is invalid */
export function createCredentials({ name, config, prefix, host, parent }: K3sSite): ClusterCredentials {
  return new ClusterCredentials(
    `${name}-credentials`,
    {
      clusterName: prefix,
      server: `https://${host.includes(":") ? `[${host}]` : host}:${config.apiPort ?? API_PORT}`,
      hosts: [host],
      serviceIPs: [firstServiceAddress(config.serviceCIDR ?? "10.43.0.0/16")],
      furtherAuthorities: [...ETCD_AUTHORITIES],
    },
    { parent },
  );
}
