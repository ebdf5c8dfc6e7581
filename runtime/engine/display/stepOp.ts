import type { StepMetadata, StepOp } from "../model/events";
import { isDefaultProvider } from "../model/providerReference";
import { STACK_TYPE } from "../model/urn";

/** The words of the display for an operation. */
interface OpWords {
  /** Two characters before a resource. */
  prefix: string;
  planned: string;
  underway: string;
  done: string;
  /** In the summary of an update: `2 updated`. */
  counted: string;
}

/** In the order of the summary. */
const WORDS: Record<StepOp, OpWords> = {
  same: words("  ", "", "", "", "unchanged"),
  create: words("+ ", "create", "creating", "created"),
  update: words("~ ", "update", "updating", "updated"),
  delete: words("- ", "delete", "deleting", "deleted"),
  replace: words("+-", "replace", "replacing", "replaced"),
  "create-replacement": words("++", "create replacement", "creating replacement", "created replacement"),
  "delete-replaced": words("--", "delete original", "deleting original", "deleted original"),
  read: words("> ", "read", "reading", "read"),
  "read-replacement": words(">>", "read for replacement", "reading for replacement", "read for replacement"),
  refresh: words("~ ", "refreshing", "refreshing", "refresh", "refreshed"),
  discard: words("< ", "discard", "discarding", "discarded"),
  "discard-replaced": words("<<", "discard original", "discarding original", "discarded original"),
  "remove-pending-replace": words("~ ", "", "", "", "removed pending replace"),
};

function words(prefix: string, planned: string, underway: string, done: string, counted = done): OpWords {
  return { prefix, planned, underway, done, counted };
}

export const STEP_OPS = Object.keys(WORDS) as StepOp[];

export const opPrefix = (op: StepOp): string => WORDS[op].prefix;
export const plannedText = (op: StepOp): string => WORDS[op].planned;
export const underwayText = (op: StepOp): string => WORDS[op].underway;
export const doneText = (op: StepOp): string => WORDS[op].done;
/** `creating failed`, also for the part of a replacement. */
export const failedText = (op: StepOp): string => `${underwayText(op).split(" ")[0]} failed`.trim();
export const countedText = (op: StepOp): string => WORDS[op].counted;

/** The operation's name at the end of a preview: the parts of a replacement count as one. */
export function plannedDoneText(op: StepOp): string {
  switch (op) {
    case "create-replacement":
    case "delete-replaced":
    case "discard-replaced":
    case "read-replacement":
      return "replace";
    case "refresh":
      return "refresh";
    default:
      return plannedText(op);
  }
}

/** True for the parts of a replacement, which count as one `replace` step. */
const isReplacementPart = (step: StepMetadata): boolean =>
  !step.logical &&
  ["create-replacement", "delete-replaced", "discard-replaced", "read-replacement"].includes(step.op);

/** True for a step that the displays of single steps show. */
export function isShown(step: StepMetadata, showSames: boolean): boolean {
  if (isDefaultProvider(step.urn)) return false;
  return isRootStack(step) || (!isReplacementPart(step) && (showSames || !isUnchanged(step)));
}

/** True for reads: they change nothing and are shown as messages. */
export const isReadOp = (op: StepOp): boolean =>
  op === "read" || op === "read-replacement" || op === "discard";

/** `[retain]` when the object is kept although the resource leaves the state. */
export function retainFlag(step: StepMetadata): string {
  if (!step.old?.retainOnDelete) return "";
  return ["delete", "replace", "create-replacement", "delete-replaced"].includes(step.op) ? "[retain]" : "";
}

export const isRootStack = (step: StepMetadata): boolean => step.type === STACK_TYPE;

/** True when neither the resource nor its protection changes. */
export const isUnchanged = (step: StepMetadata): boolean =>
  step.op === "same" && (step.old?.protect ?? false) === (step.new?.protect ?? false);

/** A short form of a type: `aws:s3/bucket:Bucket` is `aws:s3:Bucket`. */
export function typeDisplayName(type: string): string {
  const parts = type.split(":");
  if (parts.length !== 3) return type;
  const [pkg, module, name] = parts as [string, string, string];
  const slash = module.lastIndexOf("/");
  if (name === "" || slash === -1) return type;
  if (module.slice(slash + 1) !== name[0]!.toLowerCase() + name.slice(1)) return type;
  return `${pkg}:${module.slice(0, slash)}:${name}`;
}
