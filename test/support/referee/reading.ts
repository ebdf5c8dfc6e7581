import { jsonText } from "../../../lib/jsonText";
import { readManifest } from "../../../lib/manifests/readManifests";
import type { Referee } from "./referee";

/** The canonical JSON of a document, or why it cannot be read. */
interface RefereeReading {
  json?: string;
  error?: string;
  /** Whether text after the document is ignored. */
  rest?: boolean;
}

/** The value's JSON with sorted keys, for comparison. */
export function canonical(value: unknown): string {
  return jsonText(sorted(value))!;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? 0 : value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, sorted(part)]));
}

/** How sigs.k8s.io/yaml reads a text. */
export async function refereeReading(referee: Referee, text: string): Promise<RefereeReading> {
  const answer = await referee.yaml(text);
  if ("error" in answer) return answer;
  const value = JSON.parse(answer.json) as unknown;
  const isCollection = typeof value === "object" && value !== null;
  return {
    json: isCollection
      ? canonical((readManifest(`{"value":${answer.json}}`, "") as { value: unknown }).value)
      : scalarText(answer.json),
    rest: answer.rest,
  };
}

/** A string without Go's escapes; a number with its digits. */
const scalarText = (json: string): string => (json.startsWith('"') ? JSON.stringify(JSON.parse(json)) : json);
