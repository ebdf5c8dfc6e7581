import { ApiError } from "../../../kubernetes/client/apiError";

/** What a cluster tells, or why it does not. */
export type Told<T> = { value: T; unknown?: undefined } | { unknown: string };

/** What a request gives; where it is refused, why. @param what the request, as `list services` */
export async function tell<T>(what: string, request: () => Promise<T>): Promise<Told<T>> {
  try {
    return { value: await request() };
  } catch (error) {
    if (error instanceof ApiError && error.isForbidden)
      return { unknown: `not known: these credentials may not ${what}` };
    return { unknown: `not known: ${what}: ${(error as Error).message}` };
  }
}

/** True for the answer that there is no such thing. */
export const isNotFound = (error: unknown): boolean => error instanceof ApiError && error.isNotFound;
