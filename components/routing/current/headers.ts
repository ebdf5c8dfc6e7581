import { allow, both, fields, list, mapOf, type Check, type TypeOf } from "../problems";
import { textThat } from "../values";
import { header } from "./values";

/** A header value in Envoy's format: no control characters, `%` only as `%%` or around a variable. */
const headerValue = textThat(
  (value) => !/[\x00-\x08\x0a-\x1f\x7f]/.test(value) && format.test(value),
  "a string without control characters, with % as %% or as %VARIABLE%",
);

/*
 * What Envoy's parser accepts: text and variables such as `%REQ(x-a)%`, with text or a list of quoted texts in the
 * parentheses. A backslash escapes the next character. The first character of unquoted text has no special meaning, so
 * that the `)` of `()` does not close the parentheses.
 */
const text = String.raw`(\\[^]|[^)"\\])*`;
const nextText = ` *, *"${text}`;
const end = String.raw`(\)|" *\] *\))`;
const parameters = String.raw`\( *(\[ *"|[^[ ])${text}("${nextText})*${end} *`;
// `(?!%)` keeps the alternatives apart: a text that two of them match takes exponential time.
const format = new RegExp(`^([^%]|%%|%(?!%)[^%(]*(${parameters})?%)*$`);

/** True for the headers that contain the host of a request. */
export const isHost = (name: unknown): boolean =>
  typeof name === "string" && [":authority", "host"].includes(name.toLowerCase());

/** Envoy itself sets the host of a message. */
const changeable = both(
  header,
  allow((name) => !isHost(name), "a header other than host"),
);

/** Requests may override the host. */
const changeableOrHost: Check<string> = (value, path) => (isHost(value) ? [] : header(value, path));

const operations = (name: Check<string>) =>
  fields({
    /** Headers to replace. */
    set: mapOf(headerValue, name),
    /** Headers to append. */
    add: mapOf(headerValue, name),
    /** Headers to remove. */
    remove: list(changeable),
  });

const changes = fields({ request: operations(changeableOrHost), response: operations(changeable) });

/** Header changes of requests and responses. */
export interface Headers extends TypeOf<typeof changes> {}

export const headers: Check<Headers> = changes;
