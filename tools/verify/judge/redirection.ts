import { type NatTable, outcomeOf, type Packet, parseNatTable } from "./natTable";
import { parseListeners } from "./sockets";

/** What is to be so in the network namespace of a pod with a sidecar. */
export interface Redirection {
  /** The proxy's port for connections that come to the pod. */
  inbound: number;
  /** The proxy's port for connections that the application makes. */
  outbound: number;
  /** The user and group as which the proxy runs, whose own connections are let through. */
  proxyId: number;
  podAddress: string;
  /** The ports on which the application listens. */
  applicationPorts: readonly number[];
  /** An address and a port that the application calls. */
  called: { address: string; port: number };
}

/** What a pod's network namespace has, as text. */
export interface NetworkReading {
  /** What `iptables-save -t nat` prints. */
  nat: string;
  /** `/proc/net/tcp` and `/proc/net/tcp6`. */
  tcp: string;
}

/** Somebody who is not the proxy. */
const APPLICATION_ID = 1000;

/**
 * Whether connections to and from a pod's application go through its proxy: the proxy listens, what comes in and what
 * the application sends is redirected to it, and what the proxy itself sends is not.
 * @throws UnknownRuleError when the rules cannot be understood
 */
export function judgeRedirection(
  { nat, tcp }: NetworkReading,
  wanted: Redirection,
): { problems: string[]; facts: string[] } {
  const { inbound, outbound, proxyId } = wanted;
  const ports = [...new Set([outbound, inbound])];
  const listening = parseListeners(tcp).filter(({ everywhere }) => everywhere);
  const silent = ports.filter((port) => !listening.some((listener) => listener.port === port));
  const problems = silent.map((port) => `nothing listens on ${port} for every address`);
  const facts = silent.length === 0 ? [`listens on ${ports.join(" and ")}`] : [];

  const table = parseNatTable(nat);
  const expect = (what: string, start: string, packet: Packet, port: number | undefined) => {
    const { chains, redirectedTo } = outcomeOf(table, start, packet);
    const path = chains.join(" > ");
    if (redirectedTo === port)
      facts.push(`${what}: ${path}${port === undefined ? ", let through" : ` > ${port}`}`);
    else
      problems.push(
        `${what} ${said(redirectedTo)} by ${path}: it must ${port === undefined ? "be let through" : `be redirected to ${port}`}`,
      );
  };
  for (const packet of arriving(wanted))
    expect(`a connection to ${packet.port}`, "PREROUTING", packet, inbound);
  expect("the application's own", "OUTPUT", leaving(wanted, APPLICATION_ID), outbound);
  expect(`user ${proxyId}'s own`, "OUTPUT", leaving(wanted, proxyId), undefined);
  return { problems: [...problems, ...missing(table)], facts };
}

/** So that it reads as what it is where there are no rules at all. */
const missing = (table: NatTable): string[] =>
  [...table.values()].some((rules) => rules.length > 0) ? [] : ["there are no NAT rules in the pod"];

const said = (port: number | undefined): string =>
  port === undefined ? "is let through" : `is redirected to ${port}`;

const arriving = ({ podAddress, applicationPorts }: Redirection): Packet[] =>
  applicationPorts.map((port) => ({
    source: ELSEWHERE,
    destination: podAddress,
    port,
    inInterface: POD_INTERFACE,
  }));

const leaving = ({ podAddress, called }: Redirection, id: number): Packet => ({
  source: podAddress,
  destination: called.address,
  port: called.port,
  outInterface: POD_INTERFACE,
  uid: id,
  gid: id,
});

const POD_INTERFACE = "eth0";
/** An address of nobody (TEST-NET-3). */
const ELSEWHERE = "203.0.113.1";
