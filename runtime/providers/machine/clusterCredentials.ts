import { kubeconfigText } from "../../../lib/kubeconfig/write";
import type { ClusterPki } from "./pki/catalogue";
import type { InputsOf, OutputsOf } from "../framework/sdk/definition";
import type { ResourceType } from "../framework/resourceType";
import { authorityDue, dueLeaves, leavesToIssue } from "./pki/renewal";
import { clusterCredentials as definition } from "./sdk/cluster";

type Inputs = InputsOf<typeof definition>;
type Outputs = OutputsOf<typeof definition>;

const outputsOf = (files: ClusterPki, inputs: Inputs): Outputs => ({
  files,
  caCertificate: files["ca.crt"]!,
  kubeconfig: adminKubeconfig(files, inputs),
  adminCertificate: files["admin.crt"]!,
  adminKey: files["admin.key"]!,
});

/** A kubeconfig (YAML) that contains the cluster's CA and the administrator's certificate and key. */
export function adminKubeconfig(
  files: ClusterPki,
  { server, clusterName }: Pick<Inputs, "server" | "clusterName">,
): string {
  const data = (file: string): string => Buffer.from(files[file]!, "utf8").toString("base64");
  return kubeconfigText({
    cluster: { name: clusterName, fields: { server, "certificate-authority-data": data("ca.crt") } },
    user: {
      name: `${clusterName}-admin`,
      fields: { "client-certificate-data": data("admin.crt"), "client-key-data": data("admin.key") },
    },
    context: { name: clusterName },
  });
}

/** Loaded only to issue certificates, because the library takes a tenth of a second to load. */
const issuing = () =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would need the built file's name
  require("./pki/clusterPki") as typeof import("./pki/clusterPki");

export const clusterCredentials: ResourceType<typeof definition> = {
  ...definition,

  drift({ inputs: olds, outputs }, news) {
    const options = news ?? olds;
    if (authorityDue(outputs.files, options.renewBeforeDays)) {
      return { outputs: ["caCertificate", "files"], replace: true };
    }
    return { outputs: dueLeaves(outputs.files, options).length > 0 ? ["files"] : [] };
  },

  idOf: ({ clusterName }) => clusterName,

  async create(news) {
    return outputsOf(await issuing().createClusterPki(news), news);
  },

  async update({ inputs: olds, outputs }, news, context) {
    const due = leavesToIssue(outputs.files, olds, news);
    if (due.length === 0) return outputsOf(outputs.files, news);
    context.status(`issuing ${due.join(", ")}`);
    return outputsOf(await issuing().reissue(outputs.files, due, news), news);
  },

  preview({ inputs: olds, outputs }, news) {
    const due = leavesToIssue(outputs.files, olds, news);
    if (due.length === 0) return { ...outputsOf(outputs.files, news) };
    const { adminCertificate, adminKey, caCertificate, kubeconfig } = outputsOf(outputs.files, news);
    return due.includes("admin")
      ? { caCertificate }
      : { caCertificate, kubeconfig, adminCertificate, adminKey };
  },
};
