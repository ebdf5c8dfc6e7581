import { currentAddonImages } from "../components/addons/images";
import { bookinfoImage, type BookinfoImage } from "../components/bookinfo/images";
import { corednsImage, type ImageDescriptions, pauseImage } from "../components/cluster";
import {
  bookinfo,
  coredns,
  istioPilot,
  istioProxy,
  pause,
  prometheus,
  zipkin,
} from "../runtime/images/descriptions";
import type { StackConfig } from "./config/stackConfig";

/**
 * How to build every image that the environment needs, by the official names under which components ask for them. A node
 * gets them in this order: first what the page waits for.
 */
export function builtImages({ mesh, addons, bookinfo: sample }: StackConfig): ImageDescriptions {
  const { hub, version, tag = version } = mesh;
  return {
    [pauseImage]: pause,
    [`${hub}/pilot:${tag}`]: istioPilot,
    [corednsImage]: coredns,
    [`${hub}/proxyv2:${tag}`]: istioProxy,
    ...(sample.enabled &&
      Object.fromEntries(
        bookinfo.map((image) => [bookinfoImage(officialPart(image.name), "current"), image]),
      )),
    ...(addons.zipkin.enabled && { [currentAddonImages.zipkin]: zipkin }),
    ...(addons.prometheus.enabled && { [currentAddonImages.prometheus]: prometheus }),
  };
}

/** What the image built here has in common with the official one's name: `bookinfo-reviews-v1` and `reviews-v1`. */
const officialPart = (name: string) => name.replace(/^bookinfo-/, "") as BookinfoImage;
