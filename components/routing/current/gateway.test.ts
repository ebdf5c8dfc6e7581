import { problemPaths } from "../../../test/support/routing/specParts";
import type { GatewaySpec } from "./gateway";

const gateway = (server: object): unknown => ({
  selector: { istio: "ingressgateway" },
  servers: [{ hosts: ["*"], port: { number: 80, name: "http", protocol: "HTTP" }, ...server }],
});
const https = { number: 443, name: "https", protocol: "HTTPS" };
const s = "servers[0]";

test.each<[says: string, spec: unknown, ...paths: string[]]>([
  ["an empty list of servers", { selector: {}, servers: [] }, "servers"],
  ["a host without a name", gateway({ hosts: ["shop/"] }), `${s}.hosts[0]`],
  ["a port beside a socket", gateway({ bind: "unix:///run/a" }), `${s}.port.number`],
  [
    "revoked certificates with mode SIMPLE",
    gateway({ port: https, tls: { mode: "SIMPLE", serverCertificate: "a", privateKey: "b", caCrl: "c" } }),
    `${s}.tls.caCrl`,
  ],
  ["an empty list of hosts", gateway({ hosts: [] }), `${s}.hosts`],
  ["a short name", gateway({ hosts: ["reviews"] }), `${s}.hosts[0]`],
  ["a part of a label", gateway({ hosts: ["*a.b"] }), `${s}.hosts[0]`],
  ["an invalid namespace", gateway({ hosts: ["A/a.b"] }), `${s}.hosts[0]`],
  ["an unknown protocol", gateway({ port: { ...https, protocol: "SCTP" } }), `${s}.port.protocol`],
  ["HTTPS without TLS", gateway({ port: https }), `${s}.tls`],
  ["TLS for plain HTTP", gateway({ tls: { mode: "SIMPLE", credentialName: "a" } }), `${s}.tls`],
  ["TLS for TCP", gateway({ port: { ...https, protocol: "TCP" }, tls: {} }), `${s}.tls`],
  [
    "a missing certificate",
    gateway({ port: https, tls: { mode: "SIMPLE" } }),
    `${s}.tls.serverCertificate`,
    `${s}.tls.privateKey`,
  ],
  [
    "a missing CA",
    gateway({ port: https, tls: { mode: "MUTUAL", serverCertificate: "a", privateKey: "b" } }),
    `${s}.tls.caCertificates`,
  ],
  [
    "two sources of certificates",
    gateway({ port: https, tls: { mode: "SIMPLE", credentialName: "a", credentialNames: ["b"] } }),
    `${s}.tls`,
  ],
  [
    "an unused certificate",
    gateway({ port: https, tls: { mode: "ISTIO_MUTUAL", credentialName: "a" } }),
    `${s}.tls.credentialName`,
  ],
  ["an invalid address", gateway({ bind: "everywhere" }), `${s}.bind`],
])("Gateway: rejects %s", (_, spec, ...expected) => {
  expect(problemPaths("Gateway", spec)).toEqual(expected);
});

test("rejects a duplicate port name", () => {
  const server = { hosts: ["*"], port: { number: 80, name: "http", protocol: "HTTP" as const } };
  const spec: GatewaySpec = {
    selector: {},
    servers: [server, { ...server, port: { ...server.port, number: 81 } }],
  };
  expect(problemPaths("Gateway", spec)).toEqual(["servers[1]"]);
});

test("accepts protocols of a Gateway in lower case, with the same rules", () => {
  const of = (protocol: string, tls?: object) =>
    problemPaths("Gateway", {
      selector: {},
      servers: [{ port: { number: 1, name: "a", protocol }, hosts: ["*"], tls }],
    } as never);
  expect(of("tls", { mode: "PASSTHROUGH" })).toEqual([]);
  expect(of("Http")).toEqual([]);
  expect(of("https")).toEqual(["servers[0].tls"]);
  expect(of("tls ")).toEqual(["servers[0].port.protocol"]);
});
