/** Writes one line of JSON that says when, who and what. */
export type Log = (entry: Readonly<Record<string, unknown>>) => void;

/**
 * A log to standard output.
 * @param origin what every line says of its writer
 */
export function logTo(stream: NodeJS.WritableStream, origin: Readonly<Record<string, unknown>>): Log {
  stream.on("error", () => undefined); // A reader that has gone is no reason to stop serving.
  return (entry) =>
    void stream.write(`${JSON.stringify({ time: new Date().toISOString(), ...origin, ...entry })}\n`);
}
