import type { ProviderHost } from "../../../protocol/provider";
import type { Cluster } from "../cluster";
import type { ProviderConfig } from "../config";
import type { KnownObjects } from "./knownObjects";

/** The dependencies that the operations of a provider instance share. */
export interface OperationContext {
  host: ProviderHost;
  config: ProviderConfig;
  /** The owner of these objects for `newFieldManager`; undefined when the engine does not send the provider's id. */
  owner?: string;
  /** @throws ClusterUnreachableError when the configuration does not name a cluster */
  cluster(): Cluster;
  known: KnownObjects;
  /** Waits between attempts. Rejects when the user cancels. */
  pause(milliseconds: number): Promise<void>;
  /** True when the API server answers; asks once per provider instance. */
  isReachable(): Promise<boolean>;
  /** Aborted when the user cancels. */
  signal: AbortSignal;
}
