import { type Lack, type Verdict, whereReached } from "../check";
import type { Reached, Unreachable } from "./facts";
import type { Needs } from "./requirements";

/** A check of an engine that answers. */
export const onEngine = whereReached<Needs, Reached, Unreachable>("the Docker engine does not answer");

/** The verdict of what may be lacking. */
export const verdict = (lack: Lack | undefined, ...found: string[]): Verdict =>
  lack === undefined ? { found } : { lacks: [lack] };
