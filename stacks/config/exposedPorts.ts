import { addonNames, ADDONS } from "../../components/addons/table";
import { PRODUCT_PAGE, productpage } from "../../components/bookinfo/applications";
import type { StackConfig } from "./stackConfig";

/** A NodePort that a stack opens under a fixed number. */
export interface ExposedPort {
  port: number;
  /** The configuration key of the number. */
  key: string;
  /** The service behind the port. */
  name: string;
  /** The page that the port serves; undefined if it serves none. */
  page?: Page;
}

/** A page of the stack's outputs. */
interface Page {
  /** The name of the output. */
  output: string;
  path: string;
}

/** The purpose of a port, for messages. */
export const purposeOf = ({ name, key }: ExposedPort): string => `${name} (${key})`;

/** The NodePorts with a fixed number that the configuration of a stack opens. */
export function exposedPorts({ mesh, addons, bookinfo }: StackConfig): ExposedPort[] {
  const { httpNodePort, httpsNodePort } = mesh.ingress;
  const sample = bookinfo.enabled && { page: { output: productpage.name, path: PRODUCT_PAGE } };
  const key = "mesh.ingress.httpNodePort";
  const ports: ExposedPort[] = [{ port: httpNodePort, key, name: "the ingress", ...sample }];
  if (httpsNodePort !== undefined)
    ports.push({ port: httpsNodePort, key: "mesh.ingress.httpsNodePort", name: "the ingress" });
  for (const name of addonNames) {
    const { enabled, nodePort } = addons[name];
    const page = { output: name, path: ADDONS[name].page };
    if (enabled && nodePort !== undefined)
      ports.push({ port: nodePort, key: `addons.${name}.nodePort`, name, page });
  }
  return ports;
}
