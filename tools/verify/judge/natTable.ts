/** A rule of iptables' `nat` table. */
export interface NatRule {
  /** Its line, as `iptables-save` prints it. */
  text: string;
  /** What a packet must be like; a packet that fits none of them is not the rule's. */
  matches: ((packet: Packet) => boolean)[];
  /** Where a packet that fits goes: a chain, or `REDIRECT`, `RETURN`, `ACCEPT`, …; none where the rule only counts. */
  target?: string;
  /** With `REDIRECT`: the port. */
  port?: number;
}

/** The rules of each chain, in their order. */
export type NatTable = ReadonlyMap<string, readonly NatRule[]>;

/** The first packet of a TCP connection, as far as rules look at it. */
export interface Packet {
  source: string;
  destination: string;
  port: number;
  /** Where it came in; only of packets that come from outside. */
  inInterface?: string;
  /** Where it goes out; only of packets that are made here. */
  outInterface?: string;
  /** Whose process made it; only of packets that are made here. */
  uid?: number;
  gid?: number;
}

/** What becomes of a packet. */
export interface NatOutcome {
  /** The chains that it went into, in their order; the first is the one that it began in. */
  chains: string[];
  /** The port that it was redirected to; undefined where it goes where it was sent. */
  redirectedTo?: number;
}

/** A rule says something that is not known here, so that nobody can tell what becomes of a packet. */
export class UnknownRuleError extends Error {
  constructor(readonly rule: string) {
    super(`the rule ${JSON.stringify(rule)} says something that this check does not know`);
    this.name = "UnknownRuleError";
  }
}

/**
 * The `nat` table of what `iptables-save` prints; other tables and other lines are passed over.
 * @throws UnknownRuleError when a rule has a match that is not known here
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
 * What becomes of a packet that enters a chain.
 * @throws UnknownRuleError when the chains lead into each other without an end
 */
export function outcomeOf(table: NatTable, start: string, packet: Packet): NatOutcome {
  const chains: string[] = [];
  const enter = (name: string): NatRule | undefined => {
    chains.push(name);
    for (const rule of table.get(name) ?? []) {
      if (rule.target === undefined || !rule.matches.every((fits) => fits(packet))) continue;
      if (rule.target === "RETURN") return undefined;
      if (!table.has(rule.target)) return rule;
      // The kernel takes no such rules; a text could have them.
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
      const fits = match(option, value);
      if (fits === undefined) throw new UnknownRuleError(text);
      const wanted = !negated;
      rule.matches.push((packet) => fits(packet) === wanted);
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

/** A name with `+` at its end means every interface that begins so. */
const isInterface = (name: string | undefined, wanted: string): boolean =>
  name !== undefined && (wanted.endsWith("+") ? name.startsWith(wanted.slice(0, -1)) : name === wanted);

/** Whether an IPv4 address is in a range such as `10.0.0.0/8`; one without a length is an address. */
function isInRange(address: string, range: string): boolean {
  const [base = "", length = "32"] = range.split("/");
  const size = 2 ** (32 - Number(length));
  return Math.floor(numberOf(address) / size) === Math.floor(numberOf(base) / size);
}

const numberOf = (address: string): number =>
  address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);

/** The words of a line; those in double quotes may have spaces, and a backslash before a quote. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
