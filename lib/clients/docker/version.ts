/** Docker 19.03: the oldest whose API has all that this provider asks. */
const OLDEST = "1.40";
/** The newest that this provider was written against (Docker 28). */
const NEWEST = "1.48";

/**
 * The API version to speak with a Docker daemon: its own, at most the newest that is known here.
 * @throws when the daemon is too old, or takes none that is known here
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
  if (compare(api, OLDEST) < 0) {
    throw new Error(
      `the Docker daemon at ${address} is too old: it is ${version} with API ${api}; ` +
        `API ${OLDEST} is required (Docker 19.03 or later)`,
    );
  }
  if (compare(oldest, NEWEST) > 0) {
    throw new Error(
      `the Docker daemon at ${address} is too new: it is ${version} and supports no API before ${oldest}; ` +
        `this provider supports up to ${NEWEST}`,
    );
  }
  return compare(api, NEWEST) > 0 ? NEWEST : api;
}

function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  return left![0]! - right![0]! || (left![1] ?? 0) - (right![1] ?? 0);
}
