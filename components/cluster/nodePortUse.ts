/** A NodePort and what it is for. */
export interface NodePortUse {
  port: number;
  for: string;
}
