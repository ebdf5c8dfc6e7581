import { type ApiResource, isGone, stateOf } from "./apiResource";

/** How far something is that is waited for. `message` says what it is doing now, or why it will not come. */
export type Progress<T> =
  { kind: "done"; value: T } | { kind: "waiting"; message: string } | { kind: "failed"; message: string };

/** Judges a resource that is to become active. @param what names it in messages: `the environment kubernetes` */
export function activation(resource: ApiResource | undefined, what: string): Progress<ApiResource> {
  if (resource === undefined || isGone(resource)) {
    return { kind: "failed", message: `${what} was removed while it was waited for` };
  }
  if (resource.transitioning === "error" || resource.state === "error") {
    return { kind: "failed", message: `${what} is in error: ${stateOf(resource)}` };
  }
  if (resource.state === "active" && resource.transitioning !== "yes") {
    return { kind: "done", value: resource };
  }
  return { kind: "waiting", message: `${what} is ${stateOf(resource)}` };
}
