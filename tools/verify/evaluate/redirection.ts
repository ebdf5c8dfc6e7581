import { listenersIn } from "../../../lib/procNet";
import { type NatTable, outcomeOf, type Packet, parseNatTable } from "./natTable";

/** The expected redirection in the network namespace of a pod with a sidecar. */
export interface Redirection {
  /** The port of the proxy for inbound connections. */
  inbound: number;
  /** The port of the proxy for outbound connections. */
  outbound: number;
  podAddress: string;
  /** The ports on which the application listens. */
  applicationPorts: readonly number[];
  /** The address and port of a Service that the application calls. */
  called: { address: string; port: number };
}

/** The state of a pod's network namespace, as text. */
export interface NetworkReading {
  /** The output of `iptables-save -t nat`. */
  nat: string;
  /** `/proc/net/tcp` and `/proc/net/tcp6`. */
  tcp: string;
}

/** The user and group of the proxy, whose connections are not redirected. */
const PROXY_ID = 1337;
/** A user other than the proxy. */
const APPLICATION_ID = 1000;

/**
 * Evaluates whether all connections of an application go through its proxy: the proxy listens, inbound and outbound
 * connections are redirected to it, and those of the proxy itself are not.
 * @throws UnknownRuleError when a rule is not supported
 */
export function evaluateRedirection(
  { nat, tcp }: NetworkReading,
  expected: Redirection,
): { problems: string[]; findings: string[] } {
  const { inbound, outbound } = expected;
  const ports = [...new Set([outbound, inbound])];
  const listening = parseListeners(tcp).filter(({ everywhere }) => everywhere);
  const silent = ports.filter((port) => !listening.some((listener) => listener.port === port));
  const problems = silent.map((port) => `nothing listens on ${port} for all addresses`);
  const findings = silent.length === 0 ? [`listens on ${ports.join(" and ")}`] : [];

  const table = parseNatTable(nat);
  const expect = (what: string, start: string, packet: Packet, port: number | undefined) => {
    const { chains, redirectedTo } = outcomeOf(table, start, packet);
    const path = chains.join(" > ");
    if (redirectedTo === port)
      findings.push(`${what}: ${path}${port === undefined ? ", not redirected" : ` > ${port}`}`);
    else problems.push(`${what} is ${redirection(redirectedTo)} by ${path}; expected ${redirection(port)}`);
  };
  for (const packet of arriving(expected))
    expect(`a connection to ${packet.port}`, "PREROUTING", packet, inbound);
  expect("a connection of the application", "OUTPUT", leaving(expected, APPLICATION_ID), outbound);
  expect(`a connection of user ${PROXY_ID}`, "OUTPUT", leaving(expected, PROXY_ID), undefined);
  return { problems: [...problems, ...missing(table)], findings };
}

/** An explanation for the other problems if the pod has no rules at all. */
const missing = (table: NatTable): string[] =>
  [...table.values()].some((rules) => rules.length > 0) ? [] : ["the pod has no NAT rules"];

const redirection = (port: number | undefined): string =>
  port === undefined ? "not redirected" : `redirected to ${port}`;

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
/** An address outside the cluster (TEST-NET-3). */
const ELSEWHERE = "203.0.113.1";

/**
 * The ports of the listening sockets in the text of `/proc/net/tcp` or `/proc/net/tcp6`, or of both, one after the other,
 * each with whether it listens on all addresses.
 */
export const parseListeners = (text: string): { port: number; everywhere: boolean }[] =>
  listenersIn(text).map(({ address, port }) => ({ port, everywhere: /^0+$/.test(address) }));
