/** How names are chosen for resources that the program does not name. */
export type NamingRule =
  /** `default`: the provider decides; `verbatim`: the resource's name; `disabled`: a missing name is an error. */
  | { mode: "default" | "verbatim" | "disabled" }
  | {
      /** With `${name}` and random parts such as `${hex(7)}`; values of the stack are already inserted. */
      pattern: string;
      /** True: the provider must use the name as it is. */
      enforce: boolean;
    };

/** The setting `pulumi:autonaming` of a stack. */
export interface Autonaming {
  rule: NamingRule;
  /** By package, then by resource type. */
  providers: Map<string, { rule: NamingRule; resources: Map<string, NamingRule> }>;
}
