import { mapValue, type PropertyMap, removeOutputValues, Secret } from "../../protocol/values";
import { toJson, type Json } from "../../protocol/wire";
import type { StepMetadata } from "../model/events";
import { BLINDED } from "../workspace/configValue";
import { struct } from "../workspace/goJson";
import type { Diagnostic } from "./diagnostics";
import { stripEscapes } from "./text";

/** Properties as JSON with blinded secrets. Like the official CLI, unknown values have their wire signature. */
export function blindedJson(properties: PropertyMap): Record<string, Json> {
  const blinded = mapValue(removeOutputValues(properties), (special) =>
    special instanceof Secret ? BLINDED : special,
  );
  return toJson(blinded) as Record<string, Json>;
}

/** A provider's detailed diff as JSON; the two formats name the kind of a difference differently. */
export function detailedDiffJson(
  diff: StepMetadata["detailedDiff"],
  kindField: "kind" | "diffKind",
): Record<string, unknown> | null {
  if (!diff) return null;
  const entries = Object.entries(diff).map(([path, { kind, inputDiff }]) => [
    path,
    struct({ [kindField]: kind, inputDiff }),
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

/** The text of a message, which ends with a newline unless it is a part of a longer text. */
export function plainMessage({ message, streamId }: Diagnostic): string {
  const text = stripEscapes(message);
  return streamId !== 0 || text.endsWith("\n") ? text : `${text}\n`;
}
