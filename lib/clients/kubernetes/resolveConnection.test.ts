import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { stringify } from "yaml";
import { KubeconfigError } from "../../kubeconfig/read";
import { resolveConnection } from "./resolveConnection";

const SECRET = "s3cr3t-token";
const data = (text: string) => Buffer.from(text).toString("base64");
const pem = (label: string) => `-----BEGIN ${label}-----\n-----END ${label}-----\n`;
const [CA, CERT, KEY] = ["CERTIFICATE", "CERTIFICATE", "PRIVATE KEY"].map(pem) as [string, string, string];
const config = (user: object, cluster: object = {}, more: object = {}) =>
  stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      { name: "one", cluster: { server: "https://127.0.0.1:6443", ...cluster } },
      { name: "two", cluster: { server: "https://10.0.0.2:6443/prefix/" } },
    ],
    users: [{ name: "me", user }],
    contexts: [
      { name: "first", context: { cluster: "one", user: "me", namespace: "web" } },
      { name: "second", context: { cluster: "two" } },
    ],
    "current-context": "first",
    ...more,
  });
const noEnvironment = { HOME: "/nonexistent" };

let directory: string;
beforeAll(() => (directory = mkdtempSync(join(tmpdir(), "kubeconfig-"))));
afterAll(() => rmSync(directory, { recursive: true }));
const file = (name: string, content: string | Buffer): string => {
  const path = join(directory, name);
  writeFileSync(path, content, { mode: 0o600 });
  return path;
};

test.each<[string, object, object]>([
  ["a token", { token: SECRET }, { token: SECRET }],
  ["a name and password", { username: "u", password: "p" }, { username: "u", password: "p" }],
  [
    "a client certificate",
    { "client-certificate-data": data(CERT), "client-key-data": data(KEY) },
    { clientCertificate: CERT, clientKey: KEY },
  ],
  ["a token file", { tokenFile: "/var/token" }, { tokenFile: "/var/token" }],
  [
    "impersonation",
    { as: "other", "as-groups": ["g"] },
    { impersonate: { user: "other", groups: ["g"], uid: undefined } },
  ],
  [
    "a plugin",
    {
      exec: {
        apiVersion: "client.authentication.k8s.io/v1",
        interactiveMode: "Never",
        command: "get-token",
        args: ["a"],
        env: [{ name: "A", value: "b" }],
      },
    },
    {
      exec: {
        command: "get-token",
        args: ["a"],
        env: [{ name: "A", value: "b" }],
        provideClusterInfo: false,
      },
    },
  ],
])("resolves credentials: %s", (_, user, wanted) => {
  expect(resolveConnection({ kubeconfig: config(user) }, noEnvironment).credentials).toMatchObject(wanted);
});

test("uses the current context, or the chosen context or cluster", () => {
  const kubeconfig = config(
    { token: SECRET },
    { "certificate-authority-data": data(CA), "tls-server-name": "kube" },
  );
  expect(resolveConnection({ kubeconfig }, noEnvironment)).toMatchObject({
    server: "https://127.0.0.1:6443",
    certificateAuthority: CA,
    tlsServerName: "kube",
    insecureSkipTlsVerify: false,
    namespace: "web",
  });
  expect(resolveConnection({ kubeconfig, context: "second" }, noEnvironment)).toMatchObject({
    server: "https://10.0.0.2:6443/prefix",
    credentials: {},
  });
  expect(resolveConnection({ kubeconfig, cluster: "two" }, noEnvironment)).toMatchObject({
    server: "https://10.0.0.2:6443/prefix",
    credentials: { token: SECRET },
  });
});

test("accepts content in JSON", () => {
  const kubeconfig = JSON.stringify({
    clusters: [{ name: "c", cluster: { server: "https://h:1", "insecure-skip-tls-verify": true } }],
    contexts: [{ name: "x", context: { cluster: "c" } }],
    "current-context": "x",
  });
  expect(resolveConnection({ kubeconfig }, noEnvironment)).toMatchObject({
    server: "https://h:1",
    insecureSkipTlsVerify: true,
  });
});

test("prefers a path to $KUBECONFIG (whose first file wins) and that to ~/.kube/config", () => {
  const one = file("one.yaml", config({ token: "one" }));
  const two = file(
    "two.yaml",
    config(
      { token: "two" },
      {},
      {
        users: [
          { name: "me", user: {} },
          { name: "you", user: {} },
        ],
      },
    ),
  );
  mkdirSync(join(directory, ".kube"));
  file(".kube/config", config({ token: "home" }));
  const token = (choice: object, environment: NodeJS.ProcessEnv) =>
    resolveConnection(choice, environment).credentials.token;
  expect(token({ kubeconfig: one }, { KUBECONFIG: two })).toBe("one");
  expect(
    token({}, { KUBECONFIG: [join(directory, "absent"), one, two].join(delimiter), HOME: directory }),
  ).toBe("one");
  expect(token({}, { HOME: directory })).toBe("home");
});

test("resolves file names relative to the kubeconfig", () => {
  file("ca.pem", CA);
  file("client.pem", CERT);
  file("client.key", KEY);
  const kubeconfig = file(
    "files.yaml",
    config(
      { "client-certificate": "client.pem", "client-key": "client.key", tokenFile: "token" },
      { "certificate-authority": "ca.pem" },
    ),
  );
  const connection = resolveConnection({ kubeconfig }, noEnvironment);
  expect(connection).toMatchObject({
    certificateAuthority: CA,
    credentials: { clientCertificate: CERT, clientKey: KEY, tokenFile: join(directory, "token") },
  });
});

test.each<[string, { kubeconfig?: string; context?: string; cluster?: string }, NodeJS.ProcessEnv, RegExp]>([
  ["no kubeconfig", {}, noEnvironment, /^kubeconfig: found none; expected the provider's kubeconfig/],
  [
    "absent files in $KUBECONFIG",
    {},
    { KUBECONFIG: "/absent/a" },
    /^\/absent\/a: found no such file; expected a kubeconfig/,
  ],
  ["an absent file", { kubeconfig: "/absent/a" }, noEnvironment, /^\/absent\/a: found no such file/],
  [
    "text that is not YAML",
    { kubeconfig: `{"token": "${SECRET}"\n` },
    noEnvironment,
    /^the kubeconfig: found text that is neither YAML nor JSON/,
  ],
  [
    "text that is not a map",
    { kubeconfig: "- a\n- b\n" },
    noEnvironment,
    /found no map; expected a kubeconfig/,
  ],
  [
    "an unknown context",
    { kubeconfig: config({}), context: "third" },
    noEnvironment,
    /found no context "third"; expected one of "first", "second"/,
  ],
  [
    "an unknown cluster",
    { kubeconfig: config({}), cluster: "x" },
    noEnvironment,
    /found no cluster "x"; expected one of "one", "two"/,
  ],
  [
    "no current context",
    { kubeconfig: config({}, {}, { "current-context": "" }) },
    noEnvironment,
    /found no current-context; expected one of "first", "second"/,
  ],
  [
    "no https server",
    { kubeconfig: config({}, { server: "127.0.0.1" }) },
    noEnvironment,
    /found the server "127.0.0.1"; expected a URL/,
  ],
  ...["ftp://p", "p:3128", `http://u:${SECRET}@`, "socks4://p"].map(
    (url): [string, { kubeconfig: string }, NodeJS.ProcessEnv, RegExp] => [
      `the proxy ${url.replace(SECRET, "…")}`,
      { kubeconfig: config({}, { "proxy-url": url }) },
      noEnvironment,
      /cluster "one": proxy-url: found another URL; expected http:\/\/HOST:PORT, https:.* or socks5:/,
    ],
  ),
  ...(
    [
      [
        "a server that is a number",
        {},
        { server: 6443 },
        /cluster "one": server: found a number; expected a string/,
      ],
      [
        "a server without a host",
        {},
        { server: "https://" },
        /found the server "https:\/\/"; expected a URL/,
      ],
      ["a port that is too large", {}, { server: "https://h:99999" }, /found the server .*; expected a URL/],
      [
        "skip-verify as text",
        {},
        { "insecure-skip-tls-verify": "true" },
        /insecure-skip-tls-verify: found a string; expected a boolean\./,
      ],
      [
        "a token that is a list",
        { token: [SECRET] },
        {},
        /user "me": token: found a list; expected a string\./,
      ],
      [
        "data that is not base64",
        {},
        { "certificate-authority-data": "%%%" },
        /found text that is not base64/,
      ],
      [
        "a CA without PEM",
        {},
        { "certificate-authority-data": data("CA") },
        /-data: found no PEM; expected -----BEGIN/,
      ],
      [
        "a certificate without a key",
        { "client-certificate-data": data(CERT) },
        {},
        /user "me": found client-certificate without client-key; expected both\./,
      ],
    ] as const
  ).map(([title, user, cluster, message]): [string, { kubeconfig: string }, NodeJS.ProcessEnv, RegExp] => [
    title,
    { kubeconfig: config(user, cluster) },
    noEnvironment,
    message,
  ]),
  [
    "an auth provider",
    { kubeconfig: config({ "auth-provider": {} }) },
    noEnvironment,
    /user "me": found auth-provider; expected exec, a token or a certificate\./,
  ],
  [
    "an old plugin",
    { kubeconfig: config({ exec: { apiVersion: "client.authentication.k8s.io/v1alpha1", command: "c" } }) },
    noEnvironment,
    /expected client\.authentication\.k8s\.io\/v1 or v1beta1/,
  ],
  [
    "a plugin without a command",
    { kubeconfig: config({ exec: {} }) },
    noEnvironment,
    /exec: found no command/,
  ],
  [
    "an absent certificate",
    { kubeconfig: config({ "client-key": "/absent/key" }) },
    noEnvironment,
    /user "me": client-key: \/absent\/key: found no such file; expected a file with PEM\./,
  ],
])("rejects %s without quoting a secret", (_, choice, environment, message) => {
  const attempt = () => resolveConnection(choice, environment);
  expect(attempt).toThrow(KubeconfigError);
  expect(attempt).toThrow(message);
  expect(attempt).not.toThrow(new RegExp(SECRET));
});

test("reads PEM between comments in any encoding", () => {
  const commented = (name: string, text: string) => file(name, Buffer.from(`Gerät\n${text}`, "latin1"));
  const cluster = { "certificate-authority": commented("ca.pem", CA) };
  const user = {
    "client-certificate": commented("cert.pem", CERT),
    "client-key": commented("key.pem", KEY),
  };
  expect(resolveConnection({ kubeconfig: config(user, cluster) }, noEnvironment)).toMatchObject({
    certificateAuthority: `Ger\uFFFDt\n${CA}`,
    credentials: { clientCertificate: `Ger\uFFFDt\n${CERT}`, clientKey: `Ger\uFFFDt\n${KEY}` },
  });
});

describe("plain http and TLS without verification", () => {
  const kubeconfig = (cluster: object, user: object = {}) =>
    stringify({
      "current-context": "c",
      clusters: [{ name: "c", cluster }],
      users: [{ name: "u", user }],
      contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
    });

  test("sends no credentials over plain http", () => {
    const user = { token: "secret", username: "me", password: "secret", as: "other" };
    const { credentials } = resolveConnection({ kubeconfig: kubeconfig({ server: "http://h:1" }, user) });
    expect(credentials).toEqual({ impersonate: { user: "other", groups: [], uid: undefined } });
  });

  test("rejects insecure-skip-tls-verify together with a CA", () => {
    const cluster = {
      server: "https://h:1",
      "insecure-skip-tls-verify": true,
      "certificate-authority-data": data(CA),
    };
    expect(() => resolveConnection({ kubeconfig: kubeconfig(cluster) })).toThrow(
      'the kubeconfig: cluster "c": found insecure-skip-tls-verify together with a certificate-authority; expected one of them.',
    );
  });

  test.each([
    ["Always", 'found interactiveMode "Always"'],
    [undefined, "found no interactiveMode"],
  ])("rejects a plugin with interactiveMode %s", (interactiveMode, message) => {
    const exec = { apiVersion: "client.authentication.k8s.io/v1", command: "a", interactiveMode };
    const text = kubeconfig({ server: "https://h:1" }, { exec });
    expect(() => resolveConnection({ kubeconfig: text })).toThrow(
      `${message}; expected Never or IfAvailable.`,
    );
  });
});

test("keeps the URL of a proxy", () => {
  const cluster = { "proxy-url": "socks5://u:p@127.0.0.1:1080" };
  expect(resolveConnection({ kubeconfig: config({}, cluster) }, noEnvironment).proxyUrl).toBe(
    "socks5://u:p@127.0.0.1:1080",
  );
});
