import { connect, hostOf, isLocal } from "./connect";
import type { Needs } from "./needs";

/** What was found of a Docker engine, as far as it was asked for. */
export interface Facts {
  host: string;
  /** It is on this machine. */
  local: boolean;
  /** Why it does not answer; then nothing else is known. */
  unreachable?: unknown;
  /** `1.41` */
  apiVersion?: string;
  /** `20.10.24` */
  version?: string;
  /** What kind of containers it runs: `linux`, `windows`. */
  osType?: string;
}

/** Asks the engine. */
export async function gatherFacts(needs: Needs): Promise<Facts> {
  const host = hostOf(needs.docker);
  const local = isLocal(host);
  try {
    const client = connect(needs.docker);
    const { ApiVersion, Version, Os } = await client.version();
    return { host, local, apiVersion: ApiVersion, version: Version, osType: Os };
  } catch (error) {
    return { host, local, unreachable: error };
  }
}
