import { z } from "zod";
import { daemonOptions } from "../../../../lib/clients/docker/daemonOptions";
import { defineResource } from "../../framework/sdk/definition";
import { list, nonEmpty, positive, secret, string, text } from "../../framework/sdk/fields";

const pkiNode = z
  .strictObject({
    name: text("The name of its Node object."),
    address: z
      .ipv4({ error: "must be an IPv4 address" })
      .describe("The address of its kubelet, at which pods also reach the API server."),
  })
  .meta({ typeName: "ClusterCredentialsNode" });

export const clusterCredentials = defineResource("local:index:ClusterCredentials", () => ({
  description:
    "The public-key infrastructure of a cluster, kept in the state as a secret. The next `up` renews certificates that " +
    "expire soon, or are not valid yet because the clock has jumped, under the same authority; such an authority replaces " +
    "everything.",
  inputs: z
    .strictObject({
      clusterName: text("The name of the cluster and of its context in the kubeconfig."),
      server: z
        .url({ protocol: /^https$/, error: "must be an https URL, such as https://127.0.0.1:6443" })
        .describe("The API server's URL in the kubeconfig."),
      hosts: list(
        nonEmpty,
        "Names and addresses of the API server besides loopback and those of its Service.",
      ),
      serviceIPs: list(
        z.union([z.ipv4(), z.ipv6()], { error: "must be an IP address" }),
        "Addresses of the `kubernetes` Service: the first of each service CIDR.",
      ),
      clusterDomain: text("The cluster's DNS domain.").default("cluster.local"),
      node: pkiNode
        .optional()
        .describe("The real node that runs the control plane. It gets its own certificates. Default: none."),
      workers: list(pkiNode, "More nodes, each with its own certificates."),
      furtherAuthorities: list(
        z.string().regex(/^[a-z0-9-]+$/, "must be lower-case letters, digits and dashes"),
        "Names of further authorities, as files `NAME.crt` and `NAME.key`, for clusters whose programs sign with them.",
      ),
      validityDays: positive(365, "Validity of the certificates. The default is kubeadm's."),
      authorityValidityDays: positive(3650, "Validity of the authorities. The default is kubeadm's."),
      renewBeforeDays: z
        .number()
        .nonnegative()
        .default(30)
        .describe("The next `up` renews a certificate with fewer days left."),
    })
    .refine((value) => value.renewBeforeDays < value.validityDays, {
      path: ["renewBeforeDays"],
      error: "must be less than validityDays: otherwise every `up` would issue every certificate again",
    }),
  outputs: {
    files: z
      .record(z.string(), z.string())
      .meta({ secret: true, description: "All files of the infrastructure by name, as PEM." }),
    caCertificate: string("The cluster's CA certificate, as PEM."),
    kubeconfig: secret("The administrator's kubeconfig."),
    adminCertificate: string("The administrator's certificate, as PEM: for readiness probes."),
    adminKey: secret("The administrator's key, as PEM."),
  },
  replaceOnChanges: ["authorityValidityDays", "furtherAuthorities"],
}));

const kubeconfig = text("The administrator's kubeconfig.");
const diagnosis = text(
  "Where to look when a node does not become ready, as the end of a sentence: `docker logs NAME`.",
).optional();

const node = z.strictObject({
  kubeconfig,
  name: text("The name of the Node object."),
  drainSeconds: positive(120, "Seconds for the eviction of its pods."),
});

export const clusterNode = defineResource("local:index:ClusterNode", () => ({
  description:
    "A cluster node that joins by itself. After its container is replaced, waits until the node is ready and uncordons it. " +
    "Deletion drains the node and deletes its Node object.",
  inputs: node.extend({
    instance: string(
      "Identifies what runs the node, such as a container's id. After a change the node must become ready again.",
    ),
    readySeconds: positive(300, "Seconds for the node to become ready after that."),
    diagnosis,
  }),
  outputs: {},
  replaceOnChanges: ["name"],
}));

export const nodeDrain = defineResource("local:index:NodeDrain", () => ({
  description:
    "Drains a node before its container, which depends on this resource, is replaced. ClusterNode uncordons it once it is " +
    "ready again.",
  inputs: node.extend({ cause: string("Identifies the node's configuration. A change drains the node.") }),
  outputs: {},
  replaceOnChanges: ["name"],
}));

export const nodesReady = defineResource("local:index:NodesReady", () => ({
  description:
    "A cluster whose API answers and whose nodes are ready. Each `up` checks this and waits for it.",
  inputs: z.strictObject({
    kubeconfig,
    names: z.array(nonEmpty).min(1).describe("Names of the Node objects."),
    readySeconds: positive(300, "Seconds until all nodes must be ready."),
    diagnosis,
  }),
  outputs: { ready: z.array(z.string()).describe("The names of the ready nodes.") },
}));

export const containerGeneration = defineResource("local:index:ContainerGeneration", () => ({
  description:
    "Counts how often an `up` found that a container does not run although it should. Docker's restart policy does not " +
    "restart a container that a user stopped or removed, and Docker's own resources are checked only by `refresh`. A " +
    "container with the count as a label is created again by a plain `up`.",
  inputs: z.strictObject({ docker: daemonOptions.prefault({}), container: text("The container's name.") }),
  outputs: { generation: z.int() },
  replaceOnChanges: ["container"],
}));
