import type { ProviderHost } from "../../protocol/provider";
import type { ProviderConfig } from "./config";
import type { DockerDaemon } from "../../../lib/clients/docker/daemon";

/** What the operations of one provider instance share. */
export interface Context {
  host: ProviderHost;
  config: ProviderConfig;
  /** @throws when the configuration names no Docker daemon */
  daemon(): DockerDaemon;
  /** Ids, by URN, that are in the state already: no new resource may adopt them. */
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
