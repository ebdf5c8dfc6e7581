/** A text that is a secret of the inputs. */
export const SECRET = "s3cr3t";

/** What no message contains: internals of Node.js, words of libraries, and values that are shown wrongly. */
const forbidden: readonly RegExp[] = [
  /node:internal|node_modules|^ +at /m,
  /\b(?:Deprecation|Experimental)?Warning:|--trace-/,
  /\b(?:Type|Reference|Range|Syntax)Error\b|Cannot (?:read|destructure|convert)|is not (?:a function|iterable)/,
  /\bE(?:NO|IS|AC|LO|PE|CON|HOST|AI_|INV|NAME|XI|MF|PIPE|PROTO|RO)[A-Z]*\b|syscall|errno/,
  /YAMLException|Zod|Invalid input|Too (?:small|big)|Unrecognized|commander|Allowed choices|grpc|UNAVAILABLE/i,
  /\[object |\bundefined\b|\bNaN\b|�/,
  /unexpected token|in JSON at|bad indentation|end of the stream|implicit keys?\b|flow (?:sequence|map)/i,
  new RegExp(SECRET),
];

/** A problem in the grammar of this project. */
const problem = /^(?:\s*|[a-z]+: |error: |warning: )\S.*?: found .+; expected .+\.(?: .+)?$/s;

/** Lines around the problems of a stack file, and the words that the engine shares with the official CLI. */
const sharedWords: readonly RegExp[] = [
  /^[a-z: ]*the stack's configuration has (?:one error|\d+ errors); nothing was created\.$/,
  /^ {2}… and \d+ more\.$/,
  /^docs\/configuration\.md lists all keys with their defaults\.$/,
  /^error: invalid configuration key: could not parse .* as a configuration key/,
  /^error: (?:invalid config key path|could not set config: |configuration key '.*' not found for stack|only one of --)/,
  /^error: (?:no stack named '.*' found|a stack name may only contain|stack '.*' already exists|invalid type)/,
  /^error: (?:unknown (?:command|flag|shorthand flag)|accepts |flag needs an argument|required flag|invalid argument)/,
  /^(?:Did you mean this\?|\t[-\w ]+|Run .pulumi .*--help. for usage\.)$/,
  /^error: current stack does not have output property '.*'$/,
  /^error: invalid injection parameters:$/,
];

/** The parts of an error text that do not follow the rules. */
export function faultsOf(text: string): string[] {
  const faults = forbidden.flatMap((pattern) => pattern.exec(text)?.[0] ?? []);
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) faults.push("no message");
  for (const line of lines)
    if (![problem, ...sharedWords].some((pattern) => pattern.test(line))) faults.push(line);
  return faults;
}
