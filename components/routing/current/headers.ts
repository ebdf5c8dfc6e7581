import { allow, fields, list, mapOf, type Check } from "../problems";
import { header, headerValue } from "./values";

/** Changes of headers, of requests and of responses. */
export interface Headers {
  request?: HeaderOperations;
  response?: HeaderOperations;
}

/** Changes of headers. */
interface HeaderOperations {
  /** Headers in the place of those that are there. */
  set?: Record<string, string>;
  /** Headers beside those that are there. */
  add?: Record<string, string>;
  /** Headers that are taken away. */
  remove?: string[];
}

const isHost = (name: unknown): boolean =>
  typeof name === "string" && [":authority", "host"].includes(name.toLowerCase());

/** Envoy itself says where a message goes. */
const changeable: Check = (value, path) => [
  ...header(value, path),
  ...allow((name) => !isHost(name), "a header other than host")(value, path),
];

/** A request's host may be another. */
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
