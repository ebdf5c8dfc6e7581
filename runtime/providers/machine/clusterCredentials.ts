import type { ClusterPki } from "./pki/catalogue";
import { adminKubeconfig } from "./pki/kubeconfig";
import type { InputsOf, OutputsOf } from "../framework/sdk/definition";
import type { ResourceType } from "../framework/resourceType";
import { authorityDue, dueLeaves, leavesToIssue } from "./pki/renewal";
import { clusterCredentials as definition } from "./sdk/cluster";

type Inputs = InputsOf<typeof definition>;
type Outputs = OutputsOf<typeof definition>;

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

export const clusterCredentials: ResourceType<typeof definition> = {
  ...definition,

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
};
