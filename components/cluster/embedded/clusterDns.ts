import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { withImageSettings } from "../../images";
import type { ImageSettings } from "../../imageSettings";

const NAME = "coredns";
const NAMESPACE = "kube-system";
/** The labels of cluster DNS; kubectl and other tools search for them. */
const LABELS = { "k8s-app": "kube-dns" };
/** Not 53, so that no capability is needed. */
const PORT = 1053;
const HEALTH_PORT = 8080;
const READY_PORT = 8181;

/** The image of CoreDNS, by its official name. */
export const corednsImage = "registry.k8s.io/coredns/coredns:v1.14.7";

export interface ClusterDnsArgs {
  /** The address of the Service `kube-dns`, which the kubelet writes into pods' resolv.conf. */
  address: string;
  /** Default `cluster.local`. */
  clusterDomain?: string;
  images?: ImageSettings;
}

/**
 * Cluster DNS: CoreDNS behind the Service `kube-dns`. It resolves the cluster's own names and reports all others as
 * nonexistent, because the cluster reaches nothing outside.
 */
export class ClusterDns extends pulumi.ComponentResource {
  /** Names of Services resolve once this exists. */
  readonly deployment: k8s.apps.v1.Deployment;

  constructor(name: string, args: ClusterDnsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("meshstack:cluster:ClusterDns", name, {}, opts);
    const objects = clusterDnsObjects(args);
    const under = (...dependsOn: pulumi.Resource[]) => ({ parent: this, dependsOn });
    const account = new k8s.core.v1.ServiceAccount(NAME, objects.serviceAccount, under());
    const role = new k8s.rbac.v1.ClusterRole(NAME, objects.clusterRole, under());
    const binding = new k8s.rbac.v1.ClusterRoleBinding(
      NAME,
      objects.clusterRoleBinding,
      under(account, role),
    );
    const config = new k8s.core.v1.ConfigMap(NAME, objects.configMap, under());
    this.deployment = new k8s.apps.v1.Deployment(NAME, objects.deployment, under(binding, config));
    new k8s.core.v1.Service("kube-dns", objects.service, under());
    this.registerOutputs({});
  }
}

/**
 * Returns the objects of cluster DNS.
 * @throws Error when an image's name cannot be parsed
 */
function clusterDnsObjects({ address, clusterDomain = "cluster.local", images }: ClusterDnsArgs) {
  const role = `system:${NAME}`;
  const corefile = { name: "config", mountPath: `/etc/${NAME}` };
  return {
    serviceAccount: { metadata: { name: NAME, namespace: NAMESPACE } },
    clusterRole: {
      metadata: { name: role },
      rules: [
        { apiGroups: [""], resources: ["services", "namespaces"], verbs: ["list", "watch"] },
        { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
      ],
    },
    clusterRoleBinding: {
      metadata: { name: role },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
      subjects: [{ kind: "ServiceAccount", name: NAME, namespace: NAMESPACE }],
    },
    configMap: {
      metadata: { name: NAME, namespace: NAMESPACE },
      data: { Corefile: corefileText(clusterDomain) },
    },
    deployment: {
      metadata: { name: NAME, namespace: NAMESPACE, labels: LABELS },
      spec: {
        replicas: 1,
        selector: { matchLabels: LABELS },
        template: {
          metadata: { labels: LABELS },
          spec: withImageSettings(
            {
              serviceAccountName: NAME,
              priorityClassName: "system-cluster-critical",
              dnsPolicy: "Default",
              containers: [
                {
                  name: NAME,
                  image: corednsImage,
                  args: ["-conf", `${corefile.mountPath}/Corefile`],
                  ports: [
                    { name: "dns", containerPort: PORT, protocol: "UDP" },
                    { name: "dns-tcp", containerPort: PORT, protocol: "TCP" },
                  ],
                  readinessProbe: { httpGet: { path: "/ready", port: READY_PORT }, periodSeconds: 1 },
                  livenessProbe: { httpGet: { path: "/health", port: HEALTH_PORT }, failureThreshold: 5 },
                  resources: { requests: { cpu: "10m", memory: "20Mi" }, limits: { memory: "100Mi" } },
                  securityContext: {
                    allowPrivilegeEscalation: false,
                    capabilities: { drop: ["ALL"] },
                    readOnlyRootFilesystem: true,
                    runAsNonRoot: true,
                    runAsUser: 65532,
                  },
                  volumeMounts: [{ ...corefile, readOnly: true }],
                },
              ],
              volumes: [{ name: corefile.name, configMap: { name: NAME } }],
            },
            images,
          ),
        },
      },
    },
    service: {
      metadata: { name: "kube-dns", namespace: NAMESPACE, labels: LABELS },
      spec: {
        clusterIP: address,
        selector: LABELS,
        ports: [
          { name: "dns", port: 53, targetPort: PORT, protocol: "UDP" },
          { name: "dns-tcp", port: 53, targetPort: PORT, protocol: "TCP" },
        ],
      },
    },
  };
}

/**
 * Resolves names of Services and reverse lookups; reports every other name as nonexistent. Two servers, because CoreDNS
 * has a fixed order of plugins within one: `template` before `kubernetes`.
 */
function corefileText(clusterDomain: string): string {
  const zones = [clusterDomain, "in-addr.arpa", "ip6.arpa"];
  return `${zones.map((zone) => `${zone}:${PORT}`).join(" ")} {
  errors
  health :${HEALTH_PORT}
  ready :${READY_PORT}
  kubernetes ${zones.join(" ")} {
    ttl 5
  }
  cache 5
  loadbalance
  reload
}
.:${PORT} {
  template ANY ANY {
    rcode NXDOMAIN
  }
}
`;
}
