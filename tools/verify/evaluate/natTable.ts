/** A rule of the `nat` table of iptables. */
interface NatRule {
  /** The line of `iptables-save`. */
  text: string;
  /** The conditions that a packet must meet. */
  matches: ((packet: Packet) => boolean)[];
  /** A chain, or `REDIRECT`, `RETURN`, `ACCEPT`, …; absent if the rule only counts. */
  target?: string;
  /** The port of `REDIRECT`. */
  port?: number;
}

/** The rules of each chain, in order. */
export type NatTable = ReadonlyMap<string, readonly NatRule[]>;

/** The first packet of a TCP connection, with the fields that rules use. */
export interface Packet {
  source: string;
  destination: string;
  port: number;
  /** Only for inbound packets. */
  inInterface?: string;
  /** Only for outbound packets. */
  outInterface?: string;
  /** The owner of the process; only for outbound packets. */
  uid?: number;
  gid?: number;
}

/** A rule has an unsupported part, so the result for a packet is unknown. */
export class UnknownRuleError extends Error {
  constructor(readonly rule: string) {
    super(`the rule ${JSON.stringify(rule)} is not supported by this check`);
    this.name = "UnknownRuleError";
  }
}

/**
 * Parses the `nat` table in the output of `iptables-save` and ignores other lines.
 * @throws UnknownRuleError when a rule has an unsupported match
 */
export function parseNatTable(text: string): NatTable {
  const chains = new Map<string, NatRule[]>();
  const chain = (name: string) => chains.get(name) ?? (chains.set(name, []), chains.get(name)!);
  let table = "";
  for (const line of text.split("\n").map((each) => each.trim())) {
    if (line.startsWith("*")) table = line.slice(1);
    else if (line === "COMMIT") table = "";
    else if (table === "nat" && line.startsWith(":")) chain(line.slice(1).split(" ")[0]!);
    else if (table === "nat" && line.startsWith("-A ")) {
      const [, name = "", ...words] = wordsOf(line);
      chain(name).push(parseRule(line, words));
    }
  }
  return chains;
}

/**
 * Follows a packet through a chain.
 * @returns the chains that the packet entered, in order, and the port to which it is redirected, if any
 * @throws UnknownRuleError when chains form a loop
 */
export function outcomeOf(table: NatTable, start: string, packet: Packet) {
  const chains: string[] = [];
  const enter = (name: string): NatRule | undefined => {
    chains.push(name);
    for (const rule of table.get(name) ?? []) {
      if (rule.target === undefined || !rule.matches.every((matches) => matches(packet))) continue;
      if (rule.target === "RETURN") return undefined;
      if (!table.has(rule.target)) return rule;
      // The kernel rejects loops, but a text can contain them.
      if (chains.length > 100) throw new UnknownRuleError(rule.text);
      const end = enter(rule.target);
      if (end !== undefined) return end;
    }
    return undefined;
  };
  const end = enter(start);
  return { chains, ...(end?.target === "REDIRECT" && { redirectedTo: end.port ?? packet.port }) };
}

function parseRule(text: string, words: string[]): NatRule {
  const rule: NatRule = { text, matches: [] };
  let negated = false;
  for (let at = 0; at < words.length; at++) {
    const option = words[at]!;
    if (option === "!") {
      negated = true;
      continue;
    }
    const value = words[++at];
    if (value === undefined) throw new UnknownRuleError(text);
    if (option === "-j") rule.target = value;
    else if (option === "--to-ports") rule.port = Number(value);
    else if (option !== "-m" && option !== "--comment") {
      const matches = match(option, value);
      if (matches === undefined) throw new UnknownRuleError(text);
      const expected = !negated;
      rule.matches.push((packet) => matches(packet) === expected);
    }
    negated = false;
  }
  return rule;
}

function match(option: string, value: string): ((packet: Packet) => boolean) | undefined {
  switch (option) {
    case "-p":
      return () => value === "tcp" || value === "all";
    case "-s":
      return ({ source }) => isInRange(source, value);
    case "-d":
      return ({ destination }) => isInRange(destination, value);
    case "-i":
      return ({ inInterface }) => isInterface(inInterface, value);
    case "-o":
      return ({ outInterface }) => isInterface(outInterface, value);
    case "--dport":
    case "--dports":
      return ({ port }) => value.split(",").some((range) => isBetween(port, range.split(":")));
    case "--uid-owner":
      return ({ uid }) => uid !== undefined && isBetween(uid, value.split("-"));
    case "--gid-owner":
      return ({ gid }) => gid !== undefined && isBetween(gid, value.split("-"));
    default:
      return undefined;
  }
}

const isBetween = (number: number, [from, to = from]: string[]): boolean =>
  number >= Number(from) && number <= Number(to);

/** A trailing `+` matches all interfaces with the prefix. */
const isInterface = (name: string | undefined, pattern: string): boolean =>
  name !== undefined && (pattern.endsWith("+") ? name.startsWith(pattern.slice(0, -1)) : name === pattern);

/** Whether a range such as `10.0.0.0/8` contains an IPv4 address. A range without a length is one address. */
function isInRange(address: string, range: string): boolean {
  const [base = "", length = "32"] = range.split("/");
  const size = 2 ** (32 - Number(length));
  return Math.floor(numberOf(address) / size) === Math.floor(numberOf(base) / size);
}

const numberOf = (address: string): number =>
  address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);

/** Splits a line into words. Quoted words may contain spaces and escaped quotes. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
