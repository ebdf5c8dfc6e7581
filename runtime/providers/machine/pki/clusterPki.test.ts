import { execFileSync, spawnSync } from "node:child_process";
import { createPublicKey, sign, verify, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { parse } from "yaml";
import { authorityNames, type ClusterPki, leavesOf, pkiFileNames } from "./catalogue";
import { createClusterPki, reissue } from "./clusterPki";
import { pkiOptions } from "../../../../test/support/testPki";
import { adminKubeconfig } from "../clusterCredentials";

const NODE = { name: "node-0", address: "198.18.0.1" };
const OPTIONS = pkiOptions({
  hosts: ["127.0.0.1", "::1", "cluster.example"],
  serviceIPs: ["10.96.0.1"],
});
let pki: ClusterPki;
beforeAll(async () => {
  pki = await createClusterPki(OPTIONS);
});

/** Returns what the server saw of the client, or the error of either side. */
async function handshake(
  server: tls.TlsOptions,
  client: tls.ConnectionOptions,
): Promise<{ authorized: boolean; peer: tls.PeerCertificate }> {
  const listener = tls.createServer({ requestCert: true, rejectUnauthorized: true, ...server });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as AddressInfo;
  try {
    return await new Promise((resolve, reject) => {
      listener.on("tlsClientError", reject);
      listener.on("secureConnection", (socket) => {
        resolve({ authorized: socket.authorized, peer: socket.getPeerCertificate() });
        socket.destroy();
      });
      const socket = tls.connect({ host: "127.0.0.1", port, ...client });
      socket.on("error", reject);
    });
  } finally {
    await new Promise((resolve) => listener.close(resolve));
  }
}
const serving = () => ({ cert: pki["apiserver.crt"]!, key: pki["apiserver.key"]!, ca: pki["ca.crt"]! });
const admin = () => ({ cert: pki["admin.crt"]!, key: pki["admin.key"]!, ca: pki["ca.crt"]! });

test("contains all of kubeadm's files, and each private key once", () => {
  expect(Object.keys(pki).sort()).toEqual(pkiFileNames(OPTIONS).sort());
  const keys = Object.keys(pki).filter((name) => name.endsWith(".key"));
  expect(new Set(keys.map((name) => pki[name])).size).toBe(keys.length);
});

test.each(["127.0.0.1", "10.96.0.1", "cluster.example", "localhost", "kubernetes.default.svc.cluster.local"])(
  "client and API server trust each other under the name %s",
  async (servername) => {
    const { authorized, peer } = await handshake(serving(), {
      ...admin(),
      // SNI does not allow addresses, so the identity is checked against `host`.
      checkServerIdentity: (_, certificate) => tls.checkServerIdentity(servername, certificate),
    });
    expect(authorized).toBe(true);
    expect(peer.subject).toMatchObject({ O: "system:masters", CN: "kubernetes-admin" });
  },
);

test("rejects another name, another cluster's client and a server certificate as a client", async () => {
  const wrongName = handshake(serving(), {
    ...admin(),
    checkServerIdentity: (_, certificate) => tls.checkServerIdentity("10.96.0.2", certificate),
  });
  await expect(wrongName).rejects.toThrow(/10\.96\.0\.2/);
  const other = await createClusterPki(OPTIONS);
  await expect(
    handshake(serving(), { ...admin(), cert: other["admin.crt"]!, key: other["admin.key"]! }),
  ).rejects.toThrow();
  await expect(
    handshake(serving(), { ...admin(), cert: pki["apiserver.crt"]!, key: pki["apiserver.key"]! }),
  ).rejects.toThrow();
});

test("a node adds its certificates, and its address to the API server's", async () => {
  const withNode = { ...OPTIONS, node: NODE };
  const larger = await reissue(pki, ["apiserver", "kubelet", "kubelet-serving", "kube-proxy"], withNode);
  expect(Object.keys(larger).sort()).toEqual(pkiFileNames(withNode).sort());
  const certificate = (name: string) => new X509Certificate(larger[`${name}.crt`]!);
  expect(certificate("apiserver").checkIP(NODE.address)).toBe(NODE.address);
  expect(certificate("kubelet-serving").checkIP(NODE.address)).toBe(NODE.address);
  expect(certificate("kubelet-serving").checkHost(NODE.name)).toBe(NODE.name);
  expect(certificate("kubelet").subject).toBe("O=system:nodes\nCN=system:node:node-0");
  expect(certificate("kube-proxy").subject).toBe("CN=system:kube-proxy");
  // The API server calls the kubelet, and both verify each other.
  const { authorized, peer } = await handshake(
    { cert: larger["kubelet-serving.crt"]!, key: larger["kubelet-serving.key"]!, ca: larger["ca.crt"]! },
    {
      cert: larger["apiserver-kubelet-client.crt"]!,
      key: larger["apiserver-kubelet-client.key"]!,
      ca: larger["ca.crt"]!,
      checkServerIdentity: (_, presented) => tls.checkServerIdentity(NODE.address, presented),
    },
  );
  expect(authorized).toBe(true);
  expect(peer.subject.CN).toBe("kube-apiserver-kubelet-client");
  expect(Object.keys(await reissue(larger, ["apiserver"], OPTIONS)).sort()).toEqual(Object.keys(pki).sort());
});

test("each further node has the same certificates in its own folder", async () => {
  const worker = { name: "node-1", address: "198.18.0.2" };
  const all = await createClusterPki({ ...OPTIONS, node: NODE, workers: [worker] });
  const certificate = (name: string) => new X509Certificate(all[`nodes/node-1/${name}.crt`]!);
  expect(certificate("kubelet-serving").checkIP(worker.address)).toBe(worker.address);
  expect(certificate("kubelet").subject).toBe("O=system:nodes\nCN=system:node:node-1");
  expect(certificate("kube-proxy").subject).toBe("CN=system:kube-proxy");
  expect(new X509Certificate(all["kubelet.crt"]!).subject).toBe("O=system:nodes\nCN=system:node:node-0");
});

test("the front proxy has its own authority", () => {
  const client = new X509Certificate(pki["front-proxy-client.crt"]!);
  expect(client.verify(new X509Certificate(pki["front-proxy-ca.crt"]!).publicKey)).toBe(true);
  expect(client.verify(new X509Certificate(pki["ca.crt"]!).publicKey)).toBe(false);
});

test("the service-account keys form a pair", () => {
  const data = Buffer.from("token");
  expect(verify("sha256", data, createPublicKey(pki["sa.pub"]!), sign("sha256", data, pki["sa.key"]!))).toBe(
    true,
  );
});

test("a reissue changes only the named leaves, and no leaf outlives the authority", async () => {
  const renewed = await reissue(pki, ["apiserver"], {
    ...OPTIONS,
    hosts: ["new.example"],
    validityDays: 100_000,
  });
  const changed = Object.keys(pki).filter((name) => pki[name] !== renewed[name]);
  expect(changed.sort()).toEqual(["apiserver.crt", "apiserver.key"]);
  expect(new X509Certificate(renewed["apiserver.crt"]!).checkHost("new.example")).toBe("new.example");
  const { validTo } = new X509Certificate(renewed["apiserver.crt"]!);
  expect(validTo).toBe(new X509Certificate(renewed["ca.crt"]!).validTo);
});

const openssl = spawnSync("openssl", ["version"]).status === 0 ? test : test.skip;
openssl("openssl agrees: chains, purposes, subjects and extensions", async () => {
  const directory = mkdtempSync(join(tmpdir(), "pki-"));
  try {
    const options = { ...OPTIONS, node: NODE };
    for (const [name, content] of Object.entries(await createClusterPki(options))) {
      writeFileSync(join(directory, name), content, { mode: 0o600 });
    }
    const run = (...args: string[]) => execFileSync("openssl", args, { cwd: directory, encoding: "utf8" });
    for (const [leaf, { authority, names }] of Object.entries(leavesOf(options))) {
      const purpose = names ? "sslserver" : "sslclient";
      const verified = run(
        "verify",
        "-x509_strict",
        "-purpose",
        purpose,
        "-CAfile",
        `${authority}.crt`,
        `${leaf}.crt`,
      );
      expect(verified).toContain(": OK");
    }
    for (const authority of authorityNames) {
      expect(run("x509", "-in", `${authority}.crt`, "-noout", "-text")).toMatch(/CA:TRUE, pathlen:0/);
    }
    expect(run("x509", "-in", "scheduler.crt", "-noout", "-subject")).toMatch(/CN ?= ?system:kube-scheduler/);
    expect(run("ec", "-in", "admin.key", "-noout", "-text")).toMatch(/prime256v1/);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("the administrator's kubeconfig contains its certificate, key and CA", async () => {
  const config = parse(adminKubeconfig(pki, { server: "https://127.0.0.1:6443", clusterName: 'de"v: x' }));
  expect(config["current-context"]).toBe('de"v: x');
  expect(config.clusters[0].cluster.server).toBe("https://127.0.0.1:6443");
  const decode = (text: string) => Buffer.from(text, "base64").toString();
  const user = config.users[0].user;
  const { authorized } = await handshake(serving(), {
    ca: decode(config.clusters[0].cluster["certificate-authority-data"]),
    cert: decode(user["client-certificate-data"]),
    key: decode(user["client-key-data"]),
  });
  expect(authorized).toBe(true);
});

test("creates further authorities and keeps them when leaves are reissued", async () => {
  const options = { ...OPTIONS, furtherAuthorities: ["etcd-server-ca", "etcd-peer-ca"] };
  const all = await createClusterPki(options);
  expect(Object.keys(all).sort()).toEqual(pkiFileNames(options).sort());
  const authority = new X509Certificate(all["etcd-peer-ca.crt"]!);
  expect([authority.subject, authority.ca]).toEqual(["CN=etcd-peer-ca", true]);
  expect(authority.verify(authority.publicKey)).toBe(true);
  expect(new X509Certificate(all["admin.crt"]!).verify(authority.publicKey)).toBe(false);
  const renewed = await reissue(all, ["admin"], options);
  expect(renewed["etcd-peer-ca.key"]).toBe(all["etcd-peer-ca.key"]);
});
