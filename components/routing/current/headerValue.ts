import { textThat } from "../values";

/** A header value in Envoy's format: no control characters, `%` only as `%%` or around a variable. */
export const headerValue = textThat(
  (value) => !/[\x00-\x08\x0a-\x1f\x7f]/.test(value) && hasClosedVariables(value),
  "a string without control characters, with % as %% or as %VARIABLE%",
);

type State =
  | "text"
  | "name"
  | "arguments"
  | "list"
  | "string"
  | "afterString"
  | "afterList"
  | "afterArguments"
  | "wrong";

/** What follows a character in each state of Envoy's parser; a character without an entry keeps the state. */
const transitions: Readonly<Record<State, (char: string) => State>> = {
  text: (char) => (char === "%" ? "name" : "text"),
  name: (char) => (char === "%" ? "text" : char === "(" ? "arguments" : "name"),
  arguments: (char) => (char === "[" ? "list" : char === " " ? "arguments" : "string"),
  list: (char) => (char === '"' ? "string" : char === " " ? "list" : "wrong"),
  string: (char) => (char === ")" ? "afterArguments" : char === '"' ? "afterString" : "string"),
  afterString: (char) =>
    char === "," ? "list" : char === "]" ? "afterList" : char === " " ? "afterString" : "wrong",
  afterList: (char) => (char === ")" ? "afterArguments" : char === " " ? "afterList" : "wrong"),
  afterArguments: (char) => (char === "%" ? "text" : char === " " ? "afterArguments" : "wrong"),
  wrong: () => "wrong",
};

/** True if every `%` is `%%` or part of a variable such as `%REQ(x-a)%`. */
function hasClosedVariables(value: string): boolean {
  let state: State = "text";
  for (let index = 0; index < value.length; index += 1) {
    const char = value[index]!;
    const next = value[index + 1];
    if (state === "text" && char === "%" && next === "%") index += 1;
    else if (state === "string" && char === "\\") {
      if (next === undefined) return false;
      index += 1;
    } else state = transitions[state](char);
  }
  return state === "text";
}
