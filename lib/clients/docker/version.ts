import { isOlder } from "../../isOlder";

/** Docker 19.03: the oldest version whose API contains all used calls. */
const OLDEST = "1.40";
/** Docker 28: the newest tested version. */
const NEWEST = "1.48";

/**
 * Chooses the API version for a Docker daemon: its own, but at most the newest tested one.
 * @throws when the daemon is too old, or no longer supports the tested versions
 */
export function chooseVersion(
  daemon: { ApiVersion?: string; MinAPIVersion?: string; Version?: string },
  address: string,
): string {
  const {
    ApiVersion: api,
    MinAPIVersion: oldest = "1.0",
    Version: version = "of an unknown version",
  } = daemon;
  if (api === undefined)
    throw new Error(`what answers at ${address} is not a Docker daemon: it reports no API version`);
  if (isOlder(api, OLDEST)) {
    throw new Error(
      `the Docker daemon at ${address} is too old: it is ${version} with API ${api}; ` +
        `API ${OLDEST} is required (Docker 19.03 or later)`,
    );
  }
  if (isOlder(NEWEST, oldest)) {
    throw new Error(
      `the Docker daemon at ${address} is too new: it is ${version} and supports no API before ${oldest}; ` +
        `this provider supports up to ${NEWEST}`,
    );
  }
  return isOlder(NEWEST, api) ? NEWEST : api;
}
