import type { DaemonOptions } from "./daemonOptions";

/** {@link DaemonOptions} with the defaults from the environment. */
export interface DaemonConfig extends DaemonOptions {
  /** `unix://`, `tcp://` or `ssh://`. Default: `$DOCKER_HOST`, else the local daemon. A context takes precedence. */
  host: string;
  sshOpts: string[];
  /** The Docker CLI's configuration file or its folder. Default: `~/.docker`. */
  dockerConfig?: string;
}

/** Where Docker listens by default. */
const DEFAULT_HOST = "unix:///var/run/docker.sock";

/** Merges the options with the environment. Options take precedence; empty strings count as unset. */
export function daemonConfig(
  options: DaemonOptions,
  environment: NodeJS.ProcessEnv = process.env,
): DaemonConfig {
  return {
    host: options.host || environment.DOCKER_HOST || DEFAULT_HOST,
    context: options.context || environment.DOCKER_CONTEXT || undefined,
    sshOpts: options.sshOpts ?? (environment.DOCKER_SSH_OPTS ?? "").split(" ").filter(Boolean),
    certPath: options.certPath || environment.DOCKER_CERT_PATH || undefined,
    caMaterial: options.caMaterial || environment.DOCKER_CA_MATERIAL || undefined,
    certMaterial: options.certMaterial || environment.DOCKER_CERT_MATERIAL || undefined,
    keyMaterial: options.keyMaterial || environment.DOCKER_KEY_MATERIAL || undefined,
    dockerConfig: environment.DOCKER_CONFIG || undefined,
  };
}
