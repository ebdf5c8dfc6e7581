/** Writes one line of JSON with time and origin. */
export type Log = (entry: Readonly<Record<string, unknown>>) => void;

/**
 * A log on standard output.
 * @param origin fields of every line
 */
export function logTo(stream: NodeJS.WritableStream, origin: Readonly<Record<string, unknown>>): Log {
  stream.on("error", () => undefined); // A closed reader must not end the service.
  return (entry) =>
    void stream.write(`${JSON.stringify({ time: new Date().toISOString(), ...origin, ...entry })}\n`);
}
