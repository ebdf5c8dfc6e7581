import { evaluateRedirection, type Redirection } from "./redirection";

const nat = (...rules: string[]) =>
  ["*nat", ":PREROUTING ACCEPT [0:0]", ":OUTPUT ACCEPT [0:0]", ...rules, "COMMIT", ""].join("\n");

/** The rules of pilot-agent 1.31 as iptables 1.8 prints them. */
const CURRENT = [
  ":ISTIO_INBOUND - [0:0]",
  ":ISTIO_IN_REDIRECT - [0:0]",
  ":ISTIO_OUTPUT - [0:0]",
  ":ISTIO_REDIRECT - [0:0]",
  "-A PREROUTING -p tcp -j ISTIO_INBOUND",
  "-A OUTPUT -j ISTIO_OUTPUT",
  "-A ISTIO_INBOUND -p tcp -m tcp --dport 15008 -j RETURN",
  "-A ISTIO_INBOUND -p tcp -m tcp --dport 15021 -j RETURN",
  "-A ISTIO_INBOUND -p tcp -j ISTIO_IN_REDIRECT",
  "-A ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports 15006",
  "-A ISTIO_OUTPUT -s 127.0.0.6/32 -o lo -j RETURN",
  "-A ISTIO_OUTPUT ! -d 127.0.0.1/32 -o lo -p tcp -m tcp ! --dport 15008 -m owner --uid-owner 1337 -j ISTIO_IN_REDIRECT",
  "-A ISTIO_OUTPUT -o lo -m owner ! --uid-owner 1337 -j RETURN",
  "-A ISTIO_OUTPUT -m owner --uid-owner 1337 -j RETURN",
  "-A ISTIO_OUTPUT -m owner --gid-owner 1337 -j RETURN",
  "-A ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN",
  "-A ISTIO_OUTPUT -j ISTIO_REDIRECT",
  "-A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports 15001",
];
/** The rules of the init container of Istio 0.2, written from its description. */
const CLASSIC = [
  ":ISTIO_OUTPUT - [0:0]",
  ":ISTIO_REDIRECT - [0:0]",
  '-A PREROUTING -m comment --comment "istio/install-istio-prerouting" -j ISTIO_REDIRECT',
  '-A OUTPUT -p tcp -m comment --comment "istio/install-istio-output" -j ISTIO_OUTPUT',
  "-A ISTIO_OUTPUT ! -d 127.0.0.1/32 -o lo -j ISTIO_REDIRECT",
  "-A ISTIO_OUTPUT -m owner --uid-owner 1337 -j RETURN",
  "-A ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN",
  "-A ISTIO_OUTPUT -j ISTIO_REDIRECT",
  "-A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports 15001",
];
const row = (address: string, port: number, state = "0A") =>
  `   0: ${address}:${port.toString(16).toUpperCase().padStart(4, "0")} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  1337        0 30717 1 0000000000000000 100 0 0 10 0`;
const ANY = "00000000";
const LOOPBACK = "0100007F";

const expected = (inbound: number): Redirection => ({
  inbound,
  outbound: 15001,
  podAddress: "10.244.0.9",
  applicationPorts: [9080],
  called: { address: "10.96.0.20", port: 9080 },
});
const current = (rules = CURRENT, sockets = [row(ANY, 15001), row(ANY, 15006)]) =>
  evaluateRedirection({ nat: nat(...rules), tcp: sockets.join("\n") }, expected(15006));

test("finds no problem in a pod of the current mesh", () => {
  expect(current()).toEqual({
    problems: [],
    findings: [
      "listens on 15001 and 15006",
      "a connection to 9080: PREROUTING > ISTIO_INBOUND > ISTIO_IN_REDIRECT > 15006",
      "a connection of the application: OUTPUT > ISTIO_OUTPUT > ISTIO_REDIRECT > 15001",
      "a connection of user 1337: OUTPUT > ISTIO_OUTPUT, not redirected",
    ],
  });
});

test("finds no problem in a pod of the classic mesh", () => {
  const reading = { nat: nat(...CLASSIC), tcp: row(ANY, 15001) };
  expect(evaluateRedirection(reading, expected(15001))).toEqual({
    problems: [],
    findings: [
      "listens on 15001",
      "a connection to 9080: PREROUTING > ISTIO_REDIRECT > 15001",
      "a connection of the application: OUTPUT > ISTIO_OUTPUT > ISTIO_REDIRECT > 15001",
      "a connection of user 1337: OUTPUT > ISTIO_OUTPUT, not redirected",
    ],
  });
});

const without = (part: string) => CURRENT.filter((rule) => !rule.includes(part));

test.each<[string, { problems: string[] }, string[]]>([
  [
    "no rules",
    current([]),
    [
      "a connection to 9080 is not redirected by PREROUTING; expected redirected to 15006",
      "a connection of the application is not redirected by OUTPUT; expected redirected to 15001",
      "the pod has no NAT rules",
    ],
  ],
  [
    "no PREROUTING",
    current(without("-A PREROUTING")),
    ["a connection to 9080 is not redirected by PREROUTING; expected redirected to 15006"],
  ],
  [
    "another port",
    current(CURRENT.map((rule) => rule.replace("15006", "15001"))),
    [
      "a connection to 9080 is redirected to 15001 by PREROUTING > ISTIO_INBOUND > ISTIO_IN_REDIRECT; expected redirected to 15006",
    ],
  ],
  [
    "redirected connections of the proxy",
    current(without("-owner 1337 -j RETURN").filter((rule) => !rule.includes("! --uid-owner"))),
    [
      "a connection of user 1337 is redirected to 15001 by OUTPUT > ISTIO_OUTPUT > ISTIO_REDIRECT; expected not redirected",
    ],
  ],
  ["no listener", current(CURRENT, []), [15001, 15006].map(silent)],
  ["a listener on one address", current(CURRENT, [row(LOOPBACK, 15001), row(ANY, 15006)]), [silent(15001)]],
  [
    "a connection instead of a listener",
    current(CURRENT, [row(ANY, 15001), row(ANY, 15006, "01")]),
    [silent(15006)],
  ],
])("reports %s", (_, { problems }, texts) => expect(problems).toEqual(texts));

function silent(port: number): string {
  return `nothing listens on ${port} for all addresses`;
}
