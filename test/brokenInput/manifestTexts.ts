const pod = (spec: string, metadata = "name: p") =>
  `apiVersion: v1\nkind: Pod\nmetadata: {${metadata}}\nspec: ${spec}\n`;
const deployment = (spec: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: ${spec}\n`;

/** Manifests that the injector does not accept, with a name each. */
export const manifestTexts: Record<string, string | Uint8Array> = {
  "an open bracket": "a: [\n",
  "an open quote": "a: 'x\n",
  "a tab": "a:\n\tb: 1\n",
  "an unfilled template": "apiVersion: v1\nkind: {{ .Values.kind }}\n",
  "a template of Go": "{{- if .Values.x }}\nkind: Pod\n{{- end }}\n",
  "an unknown alias": "kind: *kind\n",
  "a cycle": "kind: &k {a: *k}\n",
  "a merge of text": "<<: a\n",
  "an infinite number": "kind: .inf\n",
  binary: Uint8Array.from({ length: 256 }, (_, index) => index),
  "UTF-16": Buffer.from("\ufeffkind: Pod\n", "utf16le"),
  "a control character": "kind: Pod\u0007\n",
  "deep nesting": `a: ${"[".repeat(5000)}${"]".repeat(5000)}\n`,
  "deep JSON": `{"a": ${"[".repeat(5000)}${"]".repeat(5000)}`,
  "aliases that expand": `a: &a [1,1,1,1,1,1,1,1,1]\n${["b", "c", "d", "e", "f", "g"]
    .map((name, at) => `${name}: &${name} [${Array(9).fill(`*${"abcdef"[at]}`).join()}]\n`)
    .join("")}`,
  "JSON that is cut": '{"kind": "Pod", "spec": {',
  "the second of three documents": `${pod("{containers: [{name: a}]}")}---\na: [\n---\nkind: Service\n`,
  "text after a marker": "--- kind: Pod\n",
  "a directive": "%TAG ! tag:x:\n---\nkind: Pod\n",
  "a spec that is text": pod("x"),
  "a spec that is a list": pod("[]"),
  "containers that are a map": pod("{containers: {a: 1}}"),
  "containers that are text": pod("{containers: a}"),
  "a container that is text": pod("{containers: [a]}"),
  "init containers that are text": pod("{containers: [{name: a}], initContainers: x}"),
  "volumes that are a number": pod("{containers: [{name: a}], volumes: 3}"),
  "ports that are text": pod("{containers: [{name: a, ports: x}]}"),
  "a port that is text": pod("{containers: [{name: a, ports: [{containerPort: x}]}]}"),
  "metadata that is a list": "apiVersion: v1\nkind: Pod\nmetadata: [1]\nspec: {containers: [{name: a}]}\n",
  "annotations that are a list": pod("{containers: [{name: a}]}", "name: p, annotations: [a]"),
  "an annotation that is a map": pod("{containers: [{name: a}]}", "name: p, annotations: {a: {}}"),
  "labels that are text": pod("{containers: [{name: a}]}", "name: p, labels: x"),
  "a template that is text": deployment("{template: x}"),
  "a template with a spec of text": deployment("{template: {spec: x}}"),
  "items that are a map": "apiVersion: v1\nkind: List\nitems: {a: 1}\n",
  "an item that is text": "apiVersion: v1\nkind: List\nitems: [x]\n",
  "an item with a wrong spec": `apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: x}]\n`,
};

/** Annotations with values that the current injector does not accept. */
export const annotations: Record<string, string> = {
  "traffic.sidecar.istio.io/includeOutboundIPRanges": "10.0.0.0/99",
  "traffic.sidecar.istio.io/excludeOutboundIPRanges": "x",
  "traffic.sidecar.istio.io/includeInboundPorts": "http",
  "traffic.sidecar.istio.io/excludeInboundPorts": "70000",
  "traffic.sidecar.istio.io/excludeOutboundPorts": "-1",
  "sidecar.istio.io/interceptionMode": "SOMETIMES",
  "sidecar.istio.io/userVolume": "{",
  "sidecar.istio.io/userVolumeMount": "[1]",
  "proxy.istio.io/config": "[",
  "sidecar.istio.io/proxyCPU": "many",
};
