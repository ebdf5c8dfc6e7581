import { z } from "zod";
import type { ClusterPki } from "./pki/catalogue";
import { adminKubeconfig } from "./pki/kubeconfig";
import type { ResourceType } from "../framework/resourceType";
import { authorityDue, dueLeaves, leavesToIssue } from "./pki/renewal";

const node = z.strictObject({
  /** The name of its Node object. */
  name: z.string().min(1),
  /** The address of its kubelet, at which pods also reach the API server. */
  address: z.ipv4({ error: "must be an IPv4 address" }),
});

const inputs = z
  .strictObject({
    /** The name of the cluster and of its context in the kubeconfig. */
    clusterName: z.string().min(1),
    /** The API server's URL in the kubeconfig. */
    server: z.url({ protocol: /^https$/, error: "must be an https URL, such as https://127.0.0.1:6443" }),
    /** Names and addresses of the API server besides loopback and those of its Service. */
    hosts: z.array(z.string().min(1)).default([]),
    /** Addresses of the `kubernetes` Service. */
    serviceIPs: z.array(z.union([z.ipv4(), z.ipv6()], { error: "must be an IP address" })).default([]),
    clusterDomain: z.string().min(1).default("cluster.local"),
    /** The real node that runs the control plane. It gets its own certificates. Default: none. */
    node: node.optional(),
    /** More nodes, each with its own certificates. */
    workers: z.array(node).default([]),
    /** Names of further authorities, as files `NAME.crt` and `NAME.key`, for clusters whose programs sign with them. */
    furtherAuthorities: z
      .array(z.string().regex(/^[a-z0-9-]+$/, "must be lower-case letters, digits and dashes"))
      .default([]),
    validityDays: z.number().positive().default(365),
    authorityValidityDays: z.number().positive().default(3650),
    /** The next `up` renews a certificate with fewer days left. */
    renewBeforeDays: z.number().nonnegative().default(30),
  })
  .refine((value) => value.renewBeforeDays < value.validityDays, {
    path: ["renewBeforeDays"],
    error: "must be less than validityDays: otherwise every `up` would issue every certificate again",
  });
type Inputs = z.infer<typeof inputs>;

interface Outputs {
  /** All files of the infrastructure by name, as PEM. */
  files: ClusterPki;
  /** The cluster's CA certificate, as PEM. */
  caCertificate: string;
  /** The administrator's kubeconfig. */
  kubeconfig: string;
  /** The administrator's certificate and key, as PEM: for readiness probes. */
  adminCertificate: string;
  adminKey: string;
}

const outputsOf = (files: ClusterPki, { server, clusterName }: Inputs): Outputs => ({
  files,
  caCertificate: files["ca.crt"]!,
  kubeconfig: adminKubeconfig(files, { server, clusterName }),
  adminCertificate: files["admin.crt"]!,
  adminKey: files["admin.key"]!,
});

/** Loaded only to issue certificates, because the library takes a tenth of a second to load. */
const issuing = () =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would need the built file's name
  require("./pki/clusterPki") as typeof import("./pki/clusterPki");

/**
 * The public-key infrastructure of a cluster, kept in the state as a secret. The next `up` renews certificates that
 * expire soon, or are not valid yet because the clock has jumped, under the same authority; such an authority replaces
 * everything.
 */
export const clusterCredentials: ResourceType<Inputs, Outputs, z.input<typeof inputs>> = {
  type: "local:index:ClusterCredentials",
  inputs,
  outputs: {
    files: "secret",
    caCertificate: "plain",
    kubeconfig: "secret",
    adminCertificate: "plain",
    adminKey: "secret",
  },
  replaceOnChanges: ["authorityValidityDays", "furtherAuthorities"],

  drift({ inputs: olds, outputs }, news) {
    const options = news ?? olds;
    const now = new Date();
    if (authorityDue(outputs.files, options.renewBeforeDays, now)) {
      return { outputs: ["caCertificate", "files"], replace: true };
    }
    return { outputs: dueLeaves(outputs.files, options, now).length > 0 ? ["files"] : [] };
  },

  idOf: ({ clusterName }) => clusterName,

  async create(news) {
    return outputsOf(await issuing().createClusterPki(news), news);
  },

  async update({ inputs: olds, outputs }, news, context) {
    const due = leavesToIssue(outputs.files, olds, news, new Date());
    if (due.length === 0) return outputsOf(outputs.files, news);
    context.status(`issuing ${due.join(", ")}`);
    return outputsOf(await issuing().reissue(outputs.files, due, news), news);
  },

  preview({ inputs: olds, outputs }, news) {
    const due = leavesToIssue(outputs.files, olds, news, new Date());
    if (due.length === 0) return { ...outputsOf(outputs.files, news) };
    const { adminCertificate, adminKey, caCertificate, kubeconfig } = outputsOf(outputs.files, news);
    return due.includes("admin")
      ? { caCertificate }
      : { caCertificate, kubeconfig, adminCertificate, adminKey };
  },

  /** Nothing exists outside the state. */
  async delete() {},
};
