import type { ProviderHost } from "../../../protocol/provider";
import type { Cluster } from "../cluster";
import type { ProviderConfig } from "../config";
import type { NodePortWaits } from "./nodePortWaits";

/** The dependencies that the operations of a provider instance share. */
export interface OperationContext {
  readonly host: ProviderHost;
  readonly config: ProviderConfig;
  /** The owner of these objects for `newFieldManager`; undefined when the engine does not send the provider's id. */
  readonly owner?: string;
  /** @throws ClusterUnreachableError when the configuration does not name a cluster */
  cluster(): Cluster;
  readonly known: KnownObjects;
  readonly nodePorts: NodePortWaits;
  /** Waits between attempts. Rejects when the user cancels. */
  pause(milliseconds: number): Promise<void>;
  /** True when the API server answers; asks once per provider instance. */
  isReachable(): Promise<boolean>;
  /** Aborted when the user cancels. */
  readonly signal: AbortSignal;
}

/**
 * The objects in the engine's state, by resource. A new resource of the same URN must not adopt one of them: the
 * engine is about to delete it after a replacement.
 */
export class KnownObjects {
  private readonly keys = new Set<string>();

  add(urn: string, id: string): void {
    this.keys.add(`${urn} ${id}`);
  }

  remove(urn: string, id: string): void {
    this.keys.delete(`${urn} ${id}`);
  }

  has(urn: string, id: string): boolean {
    return this.keys.has(`${urn} ${id}`);
  }
}
