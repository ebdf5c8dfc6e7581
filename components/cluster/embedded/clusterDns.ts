import { withImageSettings } from "../../images";
import type { ImageSettings } from "../../imageSettings";
import { ObjectPlan, type PlannedComponent } from "../../objects";

const NAME = "coredns";
const NAMESPACE = "kube-system";
/** The labels of cluster DNS; kubectl and other tools search for them. */
const LABELS = { "k8s-app": "kube-dns" };
/** Not 53, so that no capability is needed. */
const PORT = 1053;
const HEALTH_PORT = 8080;
const READY_PORT = 8181;
const ZONES = ["cluster.local", "in-addr.arpa", "ip6.arpa"];

/** The image of CoreDNS, by its official name. */
export const corednsImage = "registry.k8s.io/coredns/coredns:v1.14.7";

/**
 * Resolves names of Services and reverse lookups; reports every other name as nonexistent. Two servers, because CoreDNS
 * has a fixed order of plugins within one: `template` before `kubernetes`.
 */
const COREFILE = `${ZONES.map((zone) => `${zone}:${PORT}`).join(" ")} {
  errors
  health :${HEALTH_PORT}
  ready :${READY_PORT}
  kubernetes ${ZONES.join(" ")} {
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

/**
 * Plans the component of cluster DNS: CoreDNS behind the Service `kube-dns`. It resolves the cluster's own names and
 * reports all others as nonexistent, because the cluster reaches nothing outside.
 * @param address of the Service, which the kubelet writes into pods' resolv.conf
 * @throws Error when an image's name cannot be parsed
 */
export function planClusterDns(name: string, address: string, images: ImageSettings): PlannedComponent {
  const role = `system:${NAME}`;
  const corefile = { name: "config", mountPath: `/etc/${NAME}` };
  const metadata = { name: NAME, namespace: NAMESPACE };
  const plan = new ObjectPlan();
  const account = plan.add("ServiceAccount", { metadata });
  const clusterRole = plan.add(
    "ClusterRole",
    {
      metadata: { name: role },
      rules: [
        { apiGroups: [""], resources: ["services", "namespaces"], verbs: ["list", "watch"] },
        { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
      ],
    },
    [],
    { name: NAME },
  );
  const binding = plan.add(
    "ClusterRoleBinding",
    {
      metadata: { name: role },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
      subjects: [{ kind: "ServiceAccount", name: NAME, namespace: NAMESPACE }],
    },
    [account, clusterRole],
    { name: NAME },
  );
  const config = plan.add("ConfigMap", { metadata, data: { Corefile: COREFILE } });
  plan.add(
    "Deployment",
    {
      metadata: { ...metadata, labels: LABELS },
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
    [binding, config],
  );
  plan.add("Service", {
    metadata: { name: "kube-dns", namespace: NAMESPACE, labels: LABELS },
    spec: {
      clusterIP: address,
      selector: LABELS,
      ports: [
        { name: "dns", port: 53, targetPort: PORT, protocol: "UDP" },
        { name: "dns-tcp", port: 53, targetPort: PORT, protocol: "TCP" },
      ],
    },
  });
  return { type: "meshstack:cluster:ClusterDns", name, objects: plan.objects };
}
