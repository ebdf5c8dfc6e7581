import { allow, both, fields, list, mapOf, type Check, type TypeOf } from "../problems";
import { headerValue } from "./headerValue";
import { header } from "./values";

const isHost = (name: unknown): boolean =>
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
