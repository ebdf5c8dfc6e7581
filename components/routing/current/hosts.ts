import { isIP } from "node:net";
import { problem, type Check } from "../problems";

/** A lower-case label of a domain name; names of Kubernetes objects have the same form. */
export const isLabel = (text: string): boolean =>
  text.length <= 63 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(text);

/** A first label may be, or start with, `*`. */
const isFirstLabel = (text: string): boolean =>
  text === "*" || (text.length <= 63 && isLabel(text.replace(/^\*-?/, "")));

/** The last label may be empty and is not a number. */
const areLabels = (labels: readonly string[]): boolean =>
  !/^[+-]?\d+$/.test(labels.at(-1)!) &&
  labels.every((label, index) => isLabel(label) || (label === "" && index === labels.length - 1));

/** A full domain name without `*`. */
export const isDomain = (text: unknown): boolean =>
  typeof text === "string" && text !== "" && text.length <= 255 && areLabels(text.split("."));

export const isAddress = (text: unknown): boolean => typeof text === "string" && isIP(text) > 0;

/** A host name that is not an IP address: `reviews`, `*.example.com`. */
export const hostName: Check<string> = (value, path) => {
  const [first = "", ...others] = typeof value === "string" && value.length <= 255 ? value.split(".") : [];
  if (isFirstLabel(first) && (others.length === 0 || areLabels(others))) return [];
  return [
    typeof value === "string" && /\.\d+$/.test(value)
      ? problem(path, value, "a host name, not an IP address")
      : problem(path, value, 'a domain name, such as "reviews.default.svc.cluster.local" or "*.example.com"'),
  ];
};

/** A host name or an IP address. */
export const hostOrAddress: Check<string> = (value, path) => (isAddress(value) ? [] : hostName(value, path));
