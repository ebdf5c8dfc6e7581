import { flag, labels, map, setOf, text, withDefault, type Fields } from "../fields/field";

/** The inputs of docker.Network. Every change replaces it. */
export const networkFields: Fields = {
  attachable: flag,
  driver: text,
  ingress: flag,
  internal: flag,
  ipamConfigs: setOf({ auxAddress: map, gateway: text, ipRange: text, subnet: text }),
  ipamDriver: withDefault(text, "default"),
  ipamOptions: map,
  ipv6: flag,
  labels,
  name: text,
  options: map,
};
