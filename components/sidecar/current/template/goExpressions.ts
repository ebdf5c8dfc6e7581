import { go, quoted } from "./goTemplate";

/** Writes the value of an expression as JSON. */
export const json = (expression: string) => `{{ ${expression} | toJson }}`;
/** A pod annotation, or the default. */
export const annotation = (name: string, byDefault: string | number) =>
  `annotation .ObjectMeta ${quoted(name)} ${quoted(String(byDefault))}`;
/** True if the pod has the annotation. */
export const isSet = (name: string) => `(isset .ObjectMeta.Annotations ${quoted(name)})`;
/** A pod label, or an empty string. */
export const label = (name: string) => `(index .ObjectMeta.Labels ${quoted(name)})`;
/** Selects one of two texts by a condition. */
export const when = (condition: string, text: string, otherwise = "null") =>
  go`{{ if ${condition} }}${text}{{ else }}${otherwise}{{ end }}`;
