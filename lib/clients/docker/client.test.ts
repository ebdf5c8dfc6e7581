import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { daemonConfig } from "./config";
import { isConnectionLost, refusal } from "./apiError";
import { explain } from "./connectionError";
import { endpointOf, parseHost, type Endpoint } from "./endpoint";
import { follow, LayerProgress } from "./progress";
import { chooseVersion } from "./version";

describe("a daemon address", () => {
  test.each<[string, Partial<Endpoint>]>([
    ["unix:///run/d.sock", { kind: "unix", socketPath: "/run/d.sock" }],
    ["unix://", { kind: "unix", socketPath: "/var/run/docker.sock" }],
    ["tcp://host", { kind: "tcp", host: "host", port: 2375 }],
    ["tcp://[fd00::1]:99", { kind: "tcp", host: "fd00::1", port: 99 }],
    ["https://host", { kind: "tcp", host: "host", port: 2376, tls: {} }],
    ["ssh://me@host:22", { kind: "ssh", destination: "me@host", port: "22", options: ["-4"] }],
    ["ssh://host", { kind: "ssh", destination: "host", options: ["-4"] }],
  ])("%s resolves to an endpoint", (address, endpoint) => {
    expect(parseHost(address, undefined, ["-4"])).toEqual({ address, ...endpoint });
  });

  test.each([
    "",
    "docker.sock",
    "npipe:////./pipe/docker",
    "tcp://",
    "ssh://-oProxyCommand=x",
    "ssh://-l@host",
  ])("rejects %j", (address) => {
    expect(() => parseHost(address, undefined, [])).toThrow(
      /is not the address of a Docker daemon; expected unix:\/\//,
    );
  });

  test("of a Docker CLI context takes precedence over the host", () => {
    const folder = mkdtempSync(join(tmpdir(), "docker-config-"));
    const id = createHash("sha256").update("far").digest("hex");
    mkdirSync(join(folder, "contexts", "meta", id), { recursive: true });
    mkdirSync(join(folder, "contexts", "tls", id, "docker"), { recursive: true });
    const meta = { Name: "far", Endpoints: { docker: { Host: "tcp://far:2376" } } };
    writeFileSync(join(folder, "contexts", "meta", id, "meta.json"), JSON.stringify(meta));
    writeFileSync(join(folder, "contexts", "tls", id, "docker", "ca.pem"), "CA");
    const of = (context: string) =>
      endpointOf(daemonConfig({ context, host: "unix:///x" }, { DOCKER_CONFIG: folder }));
    expect(of("far")).toMatchObject({ kind: "tcp", host: "far", port: 2376, tls: { ca: "CA" } });
    expect(of("default")).toMatchObject({ kind: "unix", socketPath: "/x" });
    expect(() => of("none")).toThrow(/no Docker context "none" in .*docker context ls/);
    rmSync(folder, { recursive: true });
  });

  test("with unreadable certificates reports the files that certPath must contain", () => {
    expect(() => endpointOf(daemonConfig({ host: "tcp://h", certPath: "/nowhere" }, {}))).toThrow(
      /certPath must be a folder with ca\.pem, cert\.pem and key\.pem; .*nowhere/,
    );
  });
});

describe("the API version", () => {
  test.each([
    ["1.41", "1.12", "1.41"],
    ["1.48", "1.24", "1.48"],
    ["1.52", "1.44", "1.48"],
  ])("for a Docker daemon with API %s (minimum %s) is %s", (ApiVersion, MinAPIVersion, chosen) => {
    expect(chooseVersion({ ApiVersion, MinAPIVersion }, "tcp://h")).toBe(chosen);
  });

  test.each([
    [
      { ApiVersion: "1.39", Version: "18.09.1" },
      /at tcp:\/\/h is too old: it is 18\.09\.1 with API 1\.39; API 1\.40 is required/,
    ],
    [{ ApiVersion: "1.60", MinAPIVersion: "1.50", Version: "40.0" }, /is too new: it is 40\.0/],
    [{}, /is not a Docker daemon: it reports no API version/],
  ])("rejects a Docker daemon with %j", (daemon, message) => {
    expect(() => chooseVersion(daemon, "tcp://h")).toThrow(message);
  });
});

const unix: Endpoint = { kind: "unix", address: "unix:///s", socketPath: "/s" };
const tcp: Endpoint = { kind: "tcp", address: "tcp://h:1", host: "h", port: 1 };
const ssh: Endpoint = { kind: "ssh", address: "ssh://h", destination: "h", options: [] };

test.each<[string, Endpoint, { code?: string; message: string }, RegExp, RegExp]>([
  [
    "no socket",
    unix,
    { code: "ENOENT", message: "" },
    /the socket \/s does not exist/,
    /systemctl start docker/,
  ],
  [
    "no permission",
    unix,
    { code: "EACCES", message: "" },
    /permission denied on the socket/,
    /usermod -aG docker/,
  ],
  ["no listener", unix, { code: "ECONNREFUSED", message: "" }, /nothing listens/, /^Start Docker/],
  ["an unknown host name", tcp, { code: "ENOTFOUND", message: "" }, /host name h is unknown/, /Correct/],
  ["no answer", tcp, { code: "ETIMEDOUT", message: "" }, /h:1 does not answer/, /firewall/],
  [
    "TLS required",
    tcp,
    { message: "Client sent an HTTP request to an HTTPS server" },
    /TLS failed/,
    /set certPath/,
  ],
  [
    "an untrusted certificate",
    { ...tcp, tls: {} },
    { code: "SELF_SIGNED_CERT_IN_CHAIN", message: "self" },
    /TLS failed/,
    /caMaterial/,
  ],
  [
    "an unknown host key",
    ssh,
    { message: "Host key verification failed." },
    /does not know this host/,
    /known_hosts/,
  ],
  [
    "no Docker on the host",
    ssh,
    { message: "bash: docker: command not found" },
    /no Docker CLI/,
    /ssh h docker version/,
  ],
  [
    "no local ssh",
    ssh,
    { code: "ENOENT", message: "spawn ssh ENOENT" },
    /program ssh is not installed/,
    /OpenSSH/,
  ],
])("explains a failed connection: %s", (_, endpoint, cause, found, advice) => {
  const explained = explain(endpoint, cause);
  expect(explained.found).toMatch(found);
  expect(explained.advice).toMatch(advice);
});

test.each([
  [{ code: "ECONNREFUSED", message: "" }, true],
  [{ message: "socket hang up" }, true],
  [{ statusCode: 500, json: { message: "connection error: desc = transport is closing" } }, true],
  [{ statusCode: 409, json: { message: "transport is closing" } }, false],
  [{ statusCode: 500, json: { message: "driver failed" } }, false],
  [{ message: "anything else" }, false],
])("distinguishes a lost connection from an error response: %j", (error, lost) => {
  expect(isConnectionLost(error)).toBe(lost);
});

test("an error contains the daemon's text, and a hint where that text has none", () => {
  const full = {
    statusCode: 500,
    json: { message: "write: no space left on device\n" },
    message: "(HTTP code 500) …",
  };
  expect(refusal("the volume v cannot be created", full).message).toBe(
    "the volume v cannot be created: write: no space left on device. The disk of the daemon's data is full: free space " +
      "there (`docker system df` shows what uses it)",
  );
});

test("a lost connection stays a lost connection, so that the operation is repeated", () => {
  const lost = { statusCode: 500, json: { message: "connection error: desc = transport is closing" } };
  expect(isConnectionLost(refusal("the volume v cannot be created", lost))).toBe(true);
});

describe("pull progress", () => {
  test("is one line for all layers", () => {
    const progress = new LayerProgress();
    const add = (id: string, status: string, current?: number) =>
      progress.add({ id, status, progressDetail: { current, total: 4 * 2 ** 20 } });
    expect(progress.add({ status: "Pulling from a/b" })).toBe("Pulling from a/b");
    expect(progress.add({ id: "1.0", status: "Pulling from a/b" })).toBeUndefined();
    add("a", "Pulling fs layer");
    add("b", "Already exists");
    expect(add("a", "Downloading", 2 ** 20)).toBe("1 of 2 layers, 1.0 of 4.0 MiB");
    expect(add("a", "Pull complete")).toBe("2 of 2 layers, 4.0 of 4.0 MiB");
  });

  test("is read across chunk boundaries, and its error is thrown at the end", async () => {
    const lines: unknown[] = [];
    const text = '{"stream":"one"}\r\n{"error":"it fails"}\n{"stream":"zwö"}';
    const bytes = [...Buffer.from(text)].map((byte) => Buffer.from([byte]));
    await expect(
      follow(Readable.from(bytes, { objectMode: false }), (line) => lines.push(line)),
    ).rejects.toThrow("it fails");
    expect(lines).toEqual([{ stream: "one" }, { stream: "zwö" }]);
  });

  test("that breaks off counts as a lost connection", async () => {
    const stream = new Readable({ read: () => undefined });
    stream.push('{"stream":"one"}\n');
    const followed = follow(stream, () => stream.destroy());
    const error: unknown = await followed.catch((reason: unknown) => reason);
    expect(isConnectionLost(error)).toBe(true);
  });
});
