import type { ImageDescription } from "../description";
import { coredns } from "./coredns";
import { istioPilot, istioProxy } from "./istio";
import { pause } from "./pause";

export { coredns, istioPilot, istioProxy, pause };

/** Every image that is built here. */
export const images: readonly ImageDescription[] = [pause, coredns, istioPilot, istioProxy];
