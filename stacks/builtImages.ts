import { currentAddonImages, DASHBOARDS, PROMETHEUS, ZIPKIN } from "../components/addons/table";
import { bookinfoImage, type BookinfoImage } from "../components/bookinfo/applications";
import { imageTagOf } from "../components/mesh/config";
import { corednsImage, pauseImage } from "../components/cluster";
import type { ImageDescription } from "../runtime/images/description";
import {
  bookinfo,
  coredns,
  dashboards,
  istioPilot,
  istioProxy,
  pause,
  prometheus,
  zipkin,
} from "../runtime/images/descriptions";
import type { StackConfig } from "./config/stackConfig";

/**
 * The descriptions of all images of the environment, by their official names. Nodes receive them in this order, with
 * those that the product page requires first.
 */
export function builtImages({
  mesh,
  addons,
  bookinfo: sample,
}: StackConfig): Readonly<Record<string, ImageDescription>> {
  const { hub } = mesh;
  const tag = imageTagOf(mesh);
  return {
    [pauseImage]: pause,
    [`${hub}/pilot:${tag}`]: istioPilot,
    [corednsImage]: coredns,
    [`${hub}/proxyv2:${tag}`]: istioProxy,
    ...(sample.enabled &&
      Object.fromEntries(
        bookinfo.map((image) => [bookinfoImage(officialPart(image.name), "current"), image]),
      )),
    ...(addons[ZIPKIN].enabled && { [currentAddonImages[ZIPKIN]]: zipkin }),
    ...(addons[PROMETHEUS].enabled && { [currentAddonImages[PROMETHEUS]]: prometheus }),
    ...(addons[DASHBOARDS].enabled && { [currentAddonImages[DASHBOARDS]]: dashboards }),
  };
}

/** The official name of an image that is built here: `reviews-v1` for `bookinfo-reviews-v1`. */
const officialPart = (name: string) => name.replace(/^bookinfo-/, "") as BookinfoImage;
