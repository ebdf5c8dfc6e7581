import type { YAMLException } from "js-yaml";
import { DocumentProblem } from "./manifestError";

/** Parts of the parser's reasons and what they mean for a manifest. */
const reasons: readonly [RegExp, string][] = [
  [/tab characters/, "found a tab in the indentation; expected spaces"],
  [
    /indentation/,
    "found a line with an indentation that fits no line before it; expected the columns of the lines around it",
  ],
  [/end of the stream within a (single|double) quoted/, "found no closing quote; expected one"],
  [/end of the document within/, "found a document marker in a quoted string; expected its closing quote"],
  [/end of the stream within a flow/, "found no closing bracket; expected ] or }"],
  [
    /missed comma|expected the node content/,
    "found no comma or value between brackets; expected values separated by commas",
  ],
  [/expected ':'|key-value separator|implicit key/, "found a key without a colon; expected KEY: VALUE"],
  [
    /escape sequence|hexadecimal/,
    "found an unknown escape in double quotes; expected one of YAML, such as \\n or \\u0041",
  ],
  [/printable|JSON character|null byte/, "found a control character; expected its escape in double quotes"],
  [/nesting exceeded/, "found values nested deeper than 1000 levels; expected fewer"],
  [
    /directive|YAML version/,
    "found a YAML directive; expected none, because Kubernetes' tools do not read them",
  ],
  [
    /anchor|alias/,
    "found an anchor or alias that YAML does not allow; expected &NAME before a value, or *NAME",
  ],
  [/tag/, "found a tag that YAML does not allow; expected one such as !!str"],
  [/block scalar|line break/, "found an invalid header after | or >; expected a line break"],
];

/** A parser's error in this project's words. */
export function syntaxProblem({ reason, mark }: YAMLException): DocumentProblem {
  const known = reasons.find(([pattern]) => pattern.test(reason))?.[1];
  const message = known ?? "found text that does not continue the value before it; expected valid YAML";
  return new DocumentProblem(`${message}.`, mark?.line ?? 0);
}
