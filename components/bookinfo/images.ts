import type { Mesh } from "../meshes";

/** The distinctive parts of the sample's image names. */
export const bookinfoImages = [
  ...(["details-v1", "ratings-v1", "ratings-v2", "reviews-v1", "reviews-v2", "reviews-v3"] as const),
  ...(["productpage-v1", "mongodb"] as const),
] as const;

/** One of the sample's images. */
export type BookinfoImage = (typeof bookinfoImages)[number];

/** The official name of one of the sample's images. An image that is built locally replaces this name. */
export function bookinfoImage(image: BookinfoImage, istio: Mesh): string {
  return istio === "classic"
    ? `istio/examples-bookinfo-${image}:0.2.3`
    : `docker.io/istio/examples-bookinfo-${image}:1.20.3`;
}
