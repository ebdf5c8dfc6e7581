import * as pulumi from "@pulumi/pulumi";
import { createCluster } from "../../components/cluster";
import type { RancherClusterConfig } from "../../components/cluster/rancher/config";
import { type RegisteredResource, registeredResources } from "../support/registeredResources";

const server = { address: "192.0.2.10" };
const record = (config: Partial<RancherClusterConfig>) =>
  registeredResources(
    () => void createCluster("cluster", { driver: "rancher", hosts: [{ name: "a" }], ...config }),
  );
const kinds = (resources: readonly RegisteredResource[]) =>
  resources.filter(({ custom }) => custom).map(({ type, name }) => `${type.split(":").pop()} ${name}`);
const one = (resources: readonly RegisteredResource[], name: string) =>
  resources.find((resource) => resource.name === name)!;

/** The names of all direct and indirect dependencies of a resource. */
function before(resources: readonly RegisteredResource[], name: string): Set<string> {
  const found = new Set<string>();
  const add = (resource: RegisteredResource) => {
    for (const urn of resource.dependencies) {
      const other = resources.find((candidate) => candidate.urn === urn);
      if (other === undefined || found.has(other.name)) continue;
      found.add(other.name);
      add(other);
    }
  };
  add(one(resources, name));
  return found;
}

test("follows the documented steps, in order", async () => {
  const resources = await record({ server });
  expect(kinds(resources)).toEqual(
    expect.arrayContaining([
      "DockerPrerequisites cluster-server-prerequisites",
      "DockerPrerequisites cluster-host-a-prerequisites",
      "Container cluster-server",
      "RancherAccessControl cluster-access-control",
      "RancherSetting cluster-api-host",
      "RancherApiKey cluster-api-key",
      "RancherEnvironment cluster-environment",
      "RancherRegistration cluster-registration",
      "Container cluster-host-a-agent",
      "RancherHost cluster-host-a",
      "RancherKubernetes cluster-kubernetes",
    ]),
  );
  const steps = [
    "cluster-host-a-prerequisites",
    "cluster-server-image",
    "cluster-server",
    "cluster-access-control",
    "cluster-api-host",
    "cluster-environment",
    "cluster-registration",
    "cluster-host-a-image",
    "cluster-host-a-place",
    "cluster-host-a-agent",
    "cluster-host-a",
    "cluster-kubernetes",
  ];
  for (let i = 1; i < steps.length; i++) {
    expect([steps[i], before(resources, steps[i]!).has(steps[i - 1]!)]).toEqual([steps[i], true]);
  }
});

test("the containers are those of the documentation", async () => {
  const resources = await record({
    server: { ...server, port: 9090 },
    hosts: [{ name: "a", address: "192.0.2.11", labels: { rack: "1" }, docker: { host: "ssh://root@a" } }],
  });
  expect(one(resources, "cluster-server").inputs).toMatchObject({
    ports: [{ internal: 8080, external: 9090, ip: "192.0.2.10" }],
    volumes: [{ containerPath: "/var/lib/mysql" }],
    restart: "unless-stopped",
  });
  expect(one(resources, "cluster-server-image").inputs.name).toBe("rancher/server:v1.6.30");
  expect(one(resources, "cluster-host-a-agent").inputs).toMatchObject({
    privileged: true,
    mustRun: false,
    envs: ["CATTLE_HOST_LABELS=rack=1&meshstack.host=meshstack-dev-a", "CATTLE_AGENT_IP=192.0.2.11"],
    volumes: [
      { hostPath: "/var/run/docker.sock", containerPath: "/var/run/docker.sock" },
      { hostPath: "/var/lib/rancher", containerPath: "/var/lib/rancher" },
    ],
  });
  expect(one(resources, "cluster-host-a-docker").inputs.host).toBe("ssh://root@a");
});

test("with an external database there is no volume, and the server gets its address", async () => {
  const resources = await record({
    server: { ...server, database: { host: "mysql.example.org", password: "p" } },
  });
  expect(kinds(resources).filter((kind) => kind.startsWith("Volume"))).toEqual([]);
  expect(one(resources, "cluster-server").inputs.command).toEqual(
    "--db-host mysql.example.org --db-port 3306 --db-user cattle --db-pass p --db-name cattle".split(" "),
  );
});

test("capabilities replace privileged mode", async () => {
  const resources = await record({ server, capabilities: ["SYS_ADMIN"] });
  const { inputs } = one(resources, "cluster-host-a-agent");
  expect(inputs.privileged).toBeUndefined();
  expect(inputs.capabilities).toEqual({ adds: ["SYS_ADMIN"] });
});

test("runs no server and changes no setting of an existing one", async () => {
  const existing = { url: "https://rancher.example.org", accessKey: "k", secretKey: pulumi.secret("s") };
  const resources = await record({ existing, hosts: [{ name: "a" }, { name: "b" }] });
  const found = kinds(resources);
  for (const kind of ["RancherAccessControl", "RancherSetting", "Volume", "RandomSecret"]) {
    expect(found.filter((name) => name.startsWith(`${kind} `))).toEqual([]);
  }
  expect(found.filter((name) => name.startsWith("Container "))).toEqual([
    "Container cluster-host-a-agent",
    "Container cluster-host-b-agent",
  ]);
  const { server: connection } = one(resources, "cluster-environment").inputs;
  expect(connection).toMatchObject({ url: existing.url, accessKey: "k", secretKey: "s" });
  expect(connection).not.toHaveProperty("deleteUnreachable");
});

test.each<[string, Partial<RancherClusterConfig>, RegExp]>([
  ["no server", {}, /server: found nothing; expected either server or existing/],
  ["no host", { server, hosts: [] }, /hosts: found \[\]; expected/],
  [
    "no secret key",
    { existing: { url: "https://r", accessKey: "k" } },
    /the secret key of the API key for https:\/\/r is missing: pulumi config set --secret/,
  ],
])("rejects %s", async (_, config, message) => {
  await expect(record(config)).rejects.toThrow(message);
});
