import type { ImageDescription } from "../description";
import { bookinfo } from "./bookinfo";
import { coredns } from "./coredns";
import { istioPilot, istioProxy } from "./istio";
import { k3s } from "./k3s";
import { pause } from "./pause";
import { prometheus } from "./prometheus";
import { zipkin } from "./zipkin";

export { bookinfo, coredns, istioPilot, istioProxy, k3s, pause, prometheus, zipkin };

/** Every image that is built here. */
export const images: readonly ImageDescription[] = [
  pause,
  coredns,
  k3s,
  istioPilot,
  istioProxy,
  zipkin,
  prometheus,
  ...bookinfo,
];
