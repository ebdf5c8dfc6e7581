/** The name of one of Istio's own images: `pilot`, `mixer`, `proxyv2`, … */
export function istioImage({ hub, tag }: { hub: string; tag: string }, name: string): string {
  return `${hub}/${name}:${tag}`;
}
