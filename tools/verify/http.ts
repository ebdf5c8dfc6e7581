import { limited } from "../../lib/limited";

/** The answer of an HTTP server. */
export interface Answer {
  status: number;
  text: string;
}

/** The timeout of one request, in milliseconds. */
const TIMEOUT = 10_000;

/**
 * Sends a GET request without following redirects.
 * @throws Error with the URL and the reason if there is no answer; the signal's reason when it is aborted
 */
export async function get(
  url: URL | string,
  { headers = {}, signal }: { headers?: Record<string, string>; signal: AbortSignal },
): Promise<Answer> {
  try {
    const answer = await fetch(url, {
      headers,
      redirect: "manual",
      signal: limited(signal, TIMEOUT),
    });
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    signal.throwIfAborted();
    const { name, message, cause } = error as Error;
    const reason =
      name === "TimeoutError"
        ? `no answer within ${TIMEOUT / 1000} s`
        : ((cause as Error | undefined)?.message ?? message);
    throw new Error(`${String(url)}: ${reason}`, { cause: error });
  }
}
