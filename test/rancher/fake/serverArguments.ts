/** The database arguments of the server's image. */
const DATABASE = ["--db-host", "--db-port", "--db-user", "--db-pass", "--db-name"];

/** The external database; undefined when there is none. @throws for undocumented arguments */
export function parseArguments(args: readonly string[]): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (let i = 0; i < args.length; i += 2) {
    const [name, value] = [args[i]!, args[i + 1]];
    if (!DATABASE.includes(name) || value === undefined || value === "") {
      throw new Error(`wrong argument ${name}; there are ${DATABASE.join(", ")}, each with a value`);
    }
    found[name] = value;
  }
  if (args.length > 0 && found["--db-host"] === undefined) throw new Error("--db-host is missing");
  return args.length === 0 ? undefined : found;
}
