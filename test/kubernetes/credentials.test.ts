import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { ApiClient } from "../../lib/clients/kubernetes/apiClient";
import { resolveConnection } from "../../lib/clients/kubernetes/resolveConnection";
import { textAt } from "../../lib/clients/kubernetes/object";
import type { PropertyMap } from "../../runtime/protocol/values";
import type { TestCluster } from "./cluster";
import { describeCluster } from "./describeCluster";
import { sharedCluster } from "./sharedCluster";

interface Kubeconfig {
  clusters: { cluster: PropertyMap }[];
  users: { user: PropertyMap }[];
}
const ACCOUNT = "system:serviceaccount:default:default";

describeCluster("credentials, as a real API server sees them", () => {
  let cluster: TestCluster;
  let token: string;

  beforeAll(async () => {
    cluster = await sharedCluster();
    const tokens = {
      path: "/api/v1/namespaces/default/serviceaccounts/default/token",
      apiVersion: "v1",
      kind: "TokenRequest",
    };
    const request = {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: { expirationSeconds: 3600 },
    };
    token = textAt(await cluster.client.post(tokens, request, { fieldManager: "test" }), "status", "token")!;
  });
  afterAll(() => cluster?.stop());

  /** The server's user name for a modified kubeconfig. */
  const whoAmI = async (change: (kubeconfig: Kubeconfig) => void): Promise<string | undefined> => {
    const kubeconfig = parse(cluster.kubeconfig) as Kubeconfig;
    change(kubeconfig);
    const client = new ApiClient(resolveConnection({ kubeconfig: stringify(kubeconfig) }), { backOff: [] });
    try {
      const reviews = {
        path: "/apis/authentication.k8s.io/v1/selfsubjectreviews",
        apiVersion: "v1",
        kind: "SelfSubjectReview",
      };
      const review = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
      return textAt(
        await client.post(reviews, review, { fieldManager: "test" }),
        "status",
        "userInfo",
        "username",
      );
    } finally {
      client.close();
    }
  };
  const as = (user: PropertyMap) => (kubeconfig: Kubeconfig) => {
    kubeconfig.users[0]!.user = user;
  };
  const plugin = (name: string, script: string, more: PropertyMap = {}): PropertyMap => {
    const path = join(cluster.directory, name);
    writeFileSync(path, `#!/usr/bin/env node\n${script}`);
    chmodSync(path, 0o700);
    return {
      exec: {
        apiVersion: "client.authentication.k8s.io/v1",
        command: path,
        interactiveMode: "Never",
        ...more,
      },
    };
  };

  test("a client certificate", async () => {
    expect(await whoAmI(() => {})).toBe("kubernetes-admin");
  });

  test("a token, a token file", async () => {
    expect(await whoAmI(as({ token }))).toBe(ACCOUNT);
    const tokenFile = join(cluster.directory, "token");
    writeFileSync(tokenFile, `${token}\n`, { mode: 0o600 });
    expect(await whoAmI(as({ tokenFile }))).toBe(ACCOUNT);
  });

  test("impersonation", async () => {
    const change = (kubeconfig: Kubeconfig) =>
      Object.assign(kubeconfig.users[0]!.user, { as: "someone", "as-groups": ["a", "b"] });
    expect(await whoAmI(change)).toBe("someone");
  });

  test("a plugin receives its input and returns a token", async () => {
    const script = `
      const info = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
      if (!info.spec.cluster.server || process.argv[2] !== "a b;c" || process.env.EXTRA !== "1") process.exit(3);
      console.log(JSON.stringify({ apiVersion: info.apiVersion, kind: "ExecCredential", status: { token: process.env.TOKEN } }));`;
    const env = [
      { name: "TOKEN", value: token },
      { name: "EXTRA", value: "1" },
    ];
    const user = plugin("good-plugin.js", script, { args: ["a b;c"], env, provideClusterInfo: true });
    expect(await whoAmI(as(user))).toBe(ACCOUNT);
  });

  test.each<[string, string, RegExp]>([
    ["ends with an error", "process.exit(7)", /failed: it exited with 7/],
    [
      "waits for an answer",
      "process.stdin.resume().on('end', () => process.exit(8))",
      /failed: it exited with 8/,
    ],
    ["prints no JSON", "console.log('hello')", /printed no JSON/],
    [
      "prints another object",
      "console.log('{}')",
      /must print an ExecCredential of client.authentication.k8s.io\/v1/,
    ],
  ])("names a plugin that %s", async (_, script, message) => {
    await expect(whoAmI(as(plugin("bad-plugin.js", script)))).rejects.toThrow(message);
  });

  test("names a plugin that is not installed, with its hint", async () => {
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1beta1",
      command: "no-such-plugin",
      installHint: "install it",
    };
    await expect(whoAmI(as({ exec }))).rejects.toThrow(
      "the credential plugin no-such-plugin failed: it is not installed; install it",
    );
  });

  test("rejects a wrong token", async () => {
    await expect(whoAmI(as({ token: "wrong" }))).rejects.toMatchObject({ code: 401 });
  });

  test("verifies the server's certificate for the given name unless verification is disabled", async () => {
    const withCluster = (change: PropertyMap) => (kubeconfig: Kubeconfig) => {
      kubeconfig.clusters[0]!.cluster = { server: kubeconfig.clusters[0]!.cluster.server!, ...change };
    };
    const authority = (parse(cluster.kubeconfig) as Kubeconfig).clusters[0]!.cluster;
    await expect(whoAmI(withCluster({}))).rejects.toThrow(/^configured Kubernetes cluster is unreachable: /);
    expect(await whoAmI(withCluster({ "insecure-skip-tls-verify": true }))).toBe("kubernetes-admin");
    expect(await whoAmI(withCluster({ ...authority, "tls-server-name": "kubernetes.default" }))).toBe(
      "kubernetes-admin",
    );
    await expect(whoAmI(withCluster({ ...authority, "tls-server-name": "example.com" }))).rejects.toThrow(
      /unreachable: .*example\.com/,
    );
  });
});
