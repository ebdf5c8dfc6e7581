import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { resolveConnection } from "../../lib/clients/kubernetes/resolveConnection";
import { KubeconfigError } from "../../lib/kubeconfig/read";
import { selectContext } from "../../lib/kubeconfig/selectContext";
import { writeManifest } from "../../lib/manifests/writeManifest";
import { examples, seed } from "../support/referee/examples";
import { Referee, type Verdict } from "../support/referee/referee";

/* The reader of kubeconfigs against client-go, with which kubectl reads. */
const runs = examples(300);
const folder = mkdtempSync(join(tmpdir(), "kubeconfigs-"));

let referee: Referee;
beforeAll(async () => {
  mkdirSync(join(folder, "other"));
  referee = await Referee.start();
});
afterAll(() => {
  referee?.close();
  rmSync(folder, { recursive: true });
});

const name = fc.constantFrom("a", "b", "c");
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 3 });
const cluster = fc.record({
  server: fc.constantFrom(
    "https://one.example:6443",
    "https://two.example",
    "https://[fd00::1]:6443",
    "http://three.example",
  ),
  "certificate-authority-data": some(
    fc.constant(Buffer.from("-----BEGIN CERTIFICATE-----").toString("base64")),
  ),
  "tls-server-name": some(fc.constant("other.example")),
  "proxy-url": some(
    fc.constantFrom(
      "http://p.example:3128",
      "https://u:p@p.example",
      "socks5://[::1]:1080",
      "ftp://p.example",
      "p:1",
    ),
  ),
});
const user = fc.record({
  token: some(fc.constantFrom("one", "two")),
  as: some(fc.constant("someone")),
  exec: some(
    fc.record({
      apiVersion: fc.constantFrom("client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"),
      command: fc.constantFrom("./bin/auth", "bin/auth", "auth", "/bin/auth", "../auth"),
      args: some(fc.array(fc.constantFrom("-a", "b"), { maxLength: 2 })),
      interactiveMode: some(fc.constantFrom("Never", "IfAvailable")),
    }),
  ),
});
const named = <T>(kind: string, value: fc.Arbitrary<T>) =>
  fc
    .uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, maxLength: 3 })
    .map((entries) => entries.map(([key, fields]) => ({ name: key, [kind]: fields })));
const config = fc.record({
  apiVersion: fc.constant("v1"),
  kind: fc.constant("Config"),
  clusters: some(named("cluster", cluster)),
  users: some(named("user", user)),
  contexts: some(
    named(
      "context",
      fc.record({ cluster: name, user: some(fc.constantFrom("a", "b", "c", "")), namespace: some(name) }),
    ),
  ),
  "current-context": some(name),
});
const files = fc.array(
  fc.oneof({ weight: 9, arbitrary: config.map(writeManifest) }, fc.constantFrom("", "# empty\n")),
  { minLength: 1, maxLength: 3 },
);

/** Differences that are meant. */
const kubeconfigDeviations: {
  why: string;
  explains: (own: Access | { error: string }, theirs: Verdict) => boolean;
}[] = [
  {
    why: "A context that names an absent user is an error. client-go sends anonymous requests, which fail later.",
    explains: (own, theirs) => "error" in own && "value" in theirs && own.error.includes("found no user"),
  },
  {
    why: "An invalid plugin is an error, also over plain http, where client-go does not read the user.",
    explains: (own, theirs) =>
      "error" in own &&
      "value" in theirs &&
      own.error.includes("exec: found") &&
      (theirs.value as Access).server.startsWith("http:"),
  },
];

interface Access {
  server: string;
  serverName?: string;
  caData?: string;
  proxy?: boolean;
  token?: string;
  impersonate?: string;
  execCommand?: string;
  execArgs?: string[];
  namespace?: string;
}

function ours(paths: readonly string[]): Access | { error: string } {
  try {
    const { server, tlsServerName, certificateAuthority, proxyUrl, namespace, credentials } =
      resolveConnection({}, { KUBECONFIG: paths.join(":") });
    const { token, impersonate, exec } = credentials;
    const isTLS = server.startsWith("https:");
    const isPath = exec?.command.includes("/") === true;
    return {
      server,
      // Without TLS these have no effect, and client-go drops them.
      serverName: isTLS ? tlsServerName : undefined,
      caData:
        !isTLS || certificateAuthority === undefined
          ? undefined
          : Buffer.from(certificateAuthority).toString("base64"),
      proxy: proxyUrl === undefined ? undefined : true,
      token,
      impersonate: impersonate?.user,
      execCommand:
        isPath && !exec!.command.startsWith("/") ? join(exec!.directory, exec!.command) : exec?.command,
      execArgs: exec === undefined || exec.args.length === 0 ? undefined : exec.args,
      namespace: namespace ?? "default",
    };
  } catch (error) {
    if (error instanceof KubeconfigError) return { error: error.message };
    throw error;
  }
}

test("resolves generated kubeconfigs as client-go does", async () => {
  for (const [index, texts] of fc.sample(files, { numRuns: runs, seed }).entries()) {
    const paths = texts.map((text, i) => {
      const path = join(folder, i === 1 ? "other" : "", `${index}-${i}`);
      writeFileSync(path, text);
      return path;
    });
    const [own, theirs] = [ours(paths), await referee.kubeconfig(paths)];
    if (kubeconfigDeviations.some(({ explains }) => explains(own, theirs))) continue;
    if ("error" in theirs) {
      expect({ seed, texts, own, theirs }).toMatchObject({ own: { error: expect.any(String) as string } });
      continue;
    }
    expect({ seed, texts, own: JSON.parse(JSON.stringify(own)) as unknown }).toEqual({
      seed,
      texts,
      own: theirs.value,
    });
  }
});

test("takes the last of equal keys as client-go does, and warns", async () => {
  const text = `clusters: [{name: c, cluster: {server: "https://a", server: "https://b"}}]
contexts: [{name: x, context: {cluster: c}}]
current-context: y
current-context: x
`;
  const path = join(folder, "repeated");
  writeFileSync(path, text);
  expect(await referee.kubeconfig([path])).toEqual({ value: { server: "https://b", namespace: "default" } });
  const { server, warnings } = selectContext([{ path, text }]);
  expect(server).toBe("https://b");
  expect(warnings).toEqual([
    `${path}: line 1: found the key clusters[0].cluster.server twice; expected it only once. The last one counts.`,
    `${path}: line 4: found the key current-context twice; expected it only once. The last one counts.`,
  ]);
});
