/** Docker 19.03: the oldest whose API has all that this provider asks. */
const OLDEST = "1.40";
/** The newest that this provider was written against (Docker 28). */
const NEWEST = "1.48";

/**
 * The API version to speak with an engine: its own, at most the newest that is known here.
 * @throws when the engine is too old, or takes none that is known here
 */
export function chooseVersion(
  engine: { ApiVersion?: string; MinAPIVersion?: string; Version?: string },
  address: string,
): string {
  const {
    ApiVersion: api,
    MinAPIVersion: oldest = "1.0",
    Version: version = "of an unknown version",
  } = engine;
  if (api === undefined)
    throw new Error(`what answers at ${address} is no Docker engine: it tells no API version`);
  if (compare(api, OLDEST) < 0) {
    throw new Error(
      `the Docker engine at ${address} is too old: it is ${version} with API ${api}; ` +
        `API ${OLDEST} is needed, which Docker 19.03 and later have`,
    );
  }
  if (compare(oldest, NEWEST) > 0) {
    throw new Error(
      `the Docker engine at ${address} is too new: it is ${version} and takes no API before ${oldest}; ` +
        `this provider speaks up to ${NEWEST}`,
    );
  }
  return compare(api, NEWEST) > 0 ? NEWEST : api;
}

function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  return left![0]! - right![0]! || (left![1] ?? 0) - (right![1] ?? 0);
}
