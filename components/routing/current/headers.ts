import { allow, fields, list, mapOf, type Check } from "../problems";
import { headerValue } from "./headerValue";
import { header } from "./values";

/** Header changes of requests and responses. */
export interface Headers {
  request?: HeaderOperations;
  response?: HeaderOperations;
}

interface HeaderOperations {
  /** Headers to replace. */
  set?: Record<string, string>;
  /** Headers to append. */
  add?: Record<string, string>;
  /** Headers to remove. */
  remove?: string[];
}

const isHost = (name: unknown): boolean =>
  typeof name === "string" && [":authority", "host"].includes(name.toLowerCase());

/** Envoy itself sets the host of a message. */
const changeable: Check = (value, path) => [
  ...header(value, path),
  ...allow((name) => !isHost(name), "a header other than host")(value, path),
];

/** Requests may override the host. */
const changeableOrHost: Check = (value, path) => (isHost(value) ? [] : header(value, path));

const operations = (name: Check): Check =>
  fields<HeaderOperations>({
    set: mapOf(headerValue, name),
    add: mapOf(headerValue, name),
    remove: list(changeable),
  });

export const headers: Check = fields<Headers>({
  request: operations(changeableOrHost),
  response: operations(changeable),
});
