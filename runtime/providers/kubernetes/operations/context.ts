import type { ProviderHost } from "../../../protocol/provider";
import type { Cluster } from "../cluster";
import type { ProviderConfig } from "../config";
import type { KnownObjects } from "./knownObjects";

/** What the operations of one provider instance share. */
export interface OperationContext {
  host: ProviderHost;
  config: ProviderConfig;
  /** Whose objects these are, as `newFieldManager` takes it; undefined where the engine does not tell the provider's id. */
  owner?: string;
  /** @throws ClusterUnreachableError when the configuration comes down to no cluster */
  cluster(): Cluster;
  known: KnownObjects;
  /** Aborted when the user cancels. */
  signal: AbortSignal;
}
