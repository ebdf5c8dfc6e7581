import type { ProviderHost } from "../../protocol/provider";
import type { ProviderConfig } from "./config";
import type { DockerDaemon } from "../../../lib/clients/docker/daemon";

/** The dependencies that the operations of a provider instance share. */
export interface Context {
  host: ProviderHost;
  config: ProviderConfig;
  /** @throws when the configuration does not name a Docker daemon */
  daemon(): DockerDaemon;
  /** Ids in the state, by URN. A new resource must not adopt them. */
  known: KnownIds;
  /** Aborted when the user cancels. */
  signal: AbortSignal;
}

/** The ids of resources in the state. */
export class KnownIds {
  private readonly entries = new Set<string>();

  add(urn: string, id: string): void {
    this.entries.add(`${urn} ${id}`);
  }

  has(urn: string, id: string): boolean {
    return this.entries.has(`${urn} ${id}`);
  }
}
