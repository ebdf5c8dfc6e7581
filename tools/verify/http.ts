/** What an HTTP server answered. */
export interface Answer {
  status: number;
  text: string;
}

/** Milliseconds that one request may take. */
const TIMEOUT = 10_000;

/**
 * One GET request, redirects not followed.
 * @throws Error with the address and what went wrong where there is no answer; the signal's reason when it is aborted
 */
export async function get(
  url: URL | string,
  { headers = {}, signal }: { headers?: Record<string, string>; signal: AbortSignal },
): Promise<Answer> {
  try {
    const answer = await fetch(url, {
      headers,
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
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
