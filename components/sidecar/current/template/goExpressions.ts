import { go, quoted } from "./goTemplate";

/*
 * Expressions of istiod's injection templates.
 */

/** An expression, its value as JSON. */
export const json = (expression: string) => `{{ ${expression} | toJson }}`;
/** A pod's annotation as text, or else the default. */
export const annotation = (name: string, byDefault: string | number) =>
  `annotation .ObjectMeta ${quoted(name)} ${quoted(String(byDefault))}`;
/** Whether a pod has the annotation. */
export const isSet = (name: string) => `(isset .ObjectMeta.Annotations ${quoted(name)})`;
/** A pod's label, or empty text. */
export const label = (name: string) => `(index .ObjectMeta.Labels ${quoted(name)})`;
/** One of two pieces, by a condition. */
export const when = (condition: string, text: string, otherwise = "null") =>
  go`{{ if ${condition} }}${text}{{ else }}${otherwise}{{ end }}`;
