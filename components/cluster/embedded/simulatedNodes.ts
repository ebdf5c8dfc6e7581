/**
 * The Node object of a simulated node: the annotation is what makes KWOK play its kubelet. Its capacity is KWOK's (a
 * thousand cores, 1 TiB, a million pods), so that everything fits: server-side apply cannot set a Node's status.
 */
export function simulatedNode(name: string) {
  return {
    metadata: {
      name,
      annotations: { "kwok.x-k8s.io/node": "fake" },
      labels: {
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "node-role.kubernetes.io/worker": "",
        type: "kwok",
      },
    },
  };
}
