import type { Progress } from "../../../lib/cache";

/** What everything that is fetched is given to work with. */
export interface Fetching {
  /** The folder of what is being downloaded; an interrupted download is found there again. */
  downloads: string;
  /** A folder of its own, which is removed afterwards. */
  scratch: string;
  progress: Progress;
  signal: AbortSignal;
}
