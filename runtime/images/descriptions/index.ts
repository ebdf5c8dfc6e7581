import type { ImageDescription } from "../description";
import { bookinfo } from "./bookinfo";
import { coredns } from "./coredns";
import { dashboards } from "./dashboards";
import { istioPilot, istioProxy } from "./istio";
import { node } from "./node";
import { pause } from "./pause";
import { prometheus } from "./prometheus";
import { zipkin } from "./zipkin";

export { bookinfo, coredns, dashboards, istioPilot, istioProxy, node, pause, prometheus, zipkin };

/** All images. */
export const images: readonly ImageDescription[] = [
  pause,
  coredns,
  istioPilot,
  istioProxy,
  zipkin,
  prometheus,
  dashboards,
  ...bookinfo,
];
