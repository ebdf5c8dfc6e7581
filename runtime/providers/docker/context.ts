import type { ProviderHost } from "../../protocol/provider";
import type { ProviderConfig } from "./config";
import type { DockerDaemon } from "../../../lib/clients/docker/daemon";

/** The dependencies that the operations of a provider instance share. */
export interface Context {
  host: ProviderHost;
  config: ProviderConfig;
  /** Opened on first use. @throws when the configuration does not name a Docker daemon */
  readonly daemon: DockerDaemon;
  /** Ids in the state. A new resource must not adopt them. */
  known: Set<string>;
  /** Aborted when the user cancels. */
  signal: AbortSignal;
}
