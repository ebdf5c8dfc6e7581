import { ApiClient } from "../../../lib/clients/kubernetes/apiClient";
import { ClusterUnreachableError } from "../../../lib/clients/kubernetes/apiError";
import type { Connection } from "../../../lib/clients/kubernetes/connection";
import { Discovery } from "../../../lib/clients/kubernetes/discovery";
import { Informers } from "../../../lib/clients/kubernetes/informer";
import { resolveConnection } from "../../../lib/clients/kubernetes/resolveConnection";
import type { ProviderConfig } from "./config";

/**
 * One provider instance's view of a cluster. Connects on first use, so that a run without changes sends no request.
 */
export class Cluster {
  readonly client: ApiClient;
  readonly discovery: Discovery;
  readonly informers: Informers;

  private constructor(
    readonly connection: Connection,
    timeout: number | undefined,
  ) {
    this.client = new ApiClient(connection, { timeout });
    this.discovery = new Discovery(this.client);
    this.informers = new Informers(this.client);
  }

  /**
   * @param onWarning called for each warning about the kubeconfig. Default: they are ignored
   * @throws ClusterUnreachableError when the configuration does not name a cluster (yet)
   */
  static of(config: ProviderConfig, onWarning?: (text: string) => void): Cluster {
    if (config.unknown) throw new ClusterUnreachableError("the provider's configuration is not known yet");
    let connection: Connection;
    try {
      connection = resolveConnection(config, process.env, onWarning);
    } catch (error) {
      throw new ClusterUnreachableError((error as Error).message);
    }
    return new Cluster(connection, config.requestTimeout);
  }

  close(): void {
    this.client.close();
  }
}
