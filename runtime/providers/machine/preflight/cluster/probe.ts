import { isForbidden } from "../../../../../lib/clients/kubernetes/apiError";

/** What a request to the cluster returned, or why its result is unknown. */
export type Probe<T> = { value: T; unknown?: undefined } | { value?: undefined; unknown: string };

/** Sends a request. @param what names it in the reason: `list services` */
export async function probe<T>(what: string, request: () => Promise<T>): Promise<Probe<T>> {
  try {
    return { value: await request() };
  } catch (error) {
    if (isForbidden(error)) return { unknown: `unknown: these credentials may not ${what}` };
    return { unknown: `unknown: ${what}: ${(error as Error).message}` };
  }
}
