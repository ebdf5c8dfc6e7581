/**
 * The fields, states and actions of a type, from the API's documentation and its published schemas (docs/rancher.md).
 */
export interface TypeSchema {
  /** The collection's name in URLs. */
  plural: string;
  /** The prefix of its ids, after the 1. */
  prefix: string;
  methods: { collection: readonly ("GET" | "POST")[]; resource: readonly ("GET" | "PUT" | "DELETE")[] };
  /** Fields that a creation accepts, and whether they are required. */
  create: Record<string, "optional" | "required">;
  /** Fields that an update accepts. */
  update: readonly string[];
  /** Fields that filter a collection. */
  filters: readonly string[];
  /** Actions by state. */
  actions: Record<string, readonly string[]>;
  /** The states of a process, in order; the last one is final. */
  processes: Record<string, readonly string[]>;
}

const optional = "optional" as const;
const COMMON = { type: optional, name: optional, description: optional };

/** The states of types that are activated and deactivated. */
const ACTIVATED = {
  create: ["registering", "activating", "active"],
  activate: ["activating", "active"],
  deactivate: ["deactivating", "inactive"],
  remove: ["removing", "removed"],
  purge: ["purging", "purged"],
};
const CREDENTIAL_ACTIONS = {
  active: ["deactivate", "update"],
  inactive: ["activate", "remove", "update"],
  removed: ["purge"],
};

export const schemas: Record<string, TypeSchema> = {
  project: {
    plural: "projects",
    prefix: "a",
    methods: { collection: ["GET", "POST"], resource: ["GET", "PUT", "DELETE"] },
    create: {
      ...COMMON,
      projectTemplateId: optional,
      uuid: optional,
      members: optional,
      allowSystemRole: optional,
      hostRemoveDelaySeconds: optional,
      projectLinks: optional,
      servicesPortRange: optional,
      virtualMachine: optional,
    },
    update: ["name", "description", "allowSystemRole", "hostRemoveDelaySeconds", "servicesPortRange"],
    filters: [],
    actions: {
      active: ["deactivate", "setmembers", "update"],
      inactive: ["activate", "delete", "update"],
      removed: ["purge"],
    },
    processes: ACTIVATED,
  },
  projectTemplate: {
    plural: "projecttemplates",
    prefix: "pt",
    methods: { collection: ["GET", "POST"], resource: ["GET", "PUT", "DELETE"] },
    create: { ...COMMON, externalId: optional, isPublic: optional, stacks: optional },
    update: ["name", "description", "externalId", "isPublic", "stacks"],
    filters: ["name", "state"],
    actions: { active: ["remove"] },
    processes: { create: ["activating", "active"], remove: ["removing", "removed"] },
  },
  stack: {
    plural: "stacks",
    prefix: "st",
    methods: { collection: ["GET"], resource: ["GET", "PUT", "DELETE"] },
    create: {},
    update: ["name", "description"],
    filters: ["name", "state"],
    actions: { active: ["remove", "update", "exportconfig"] },
    processes: { create: ["activating", "active"], remove: ["removing", "removed"] },
  },
  host: {
    plural: "hosts",
    prefix: "h",
    methods: { collection: ["GET"], resource: ["GET", "PUT", "DELETE"] },
    create: {},
    update: ["name", "description", "labels"],
    filters: ["name", "state"],
    actions: {
      active: ["deactivate", "evacuate", "update", "dockersocket"],
      inactive: ["activate", "delete", "evacuate", "update", "dockersocket"],
      removed: ["purge"],
    },
    processes: {
      ...ACTIVATED,
      // At first the state stays the same: rancher/rancher issue 10519.
      evacuate: ["active", "deactivating", "inactive"],
    },
  },
  registrationToken: {
    plural: "registrationtokens",
    prefix: "c",
    methods: { collection: ["GET", "POST"], resource: ["GET", "PUT", "DELETE"] },
    create: COMMON,
    update: ["name", "description"],
    filters: ["name", "state"],
    actions: CREDENTIAL_ACTIONS,
    processes: ACTIVATED,
  },
  apiKey: {
    plural: "apikeys",
    prefix: "c",
    methods: { collection: ["GET", "POST"], resource: ["GET", "PUT", "DELETE"] },
    create: { ...COMMON, accountId: optional, publicValue: optional, secretValue: optional },
    update: ["name", "description"],
    filters: ["name", "state", "accountId"],
    actions: CREDENTIAL_ACTIONS,
    processes: ACTIVATED,
  },
  setting: {
    plural: "settings",
    prefix: "set",
    methods: { collection: ["GET", "POST"], resource: ["GET", "PUT", "DELETE"] },
    create: { type: optional, name: "required", value: optional },
    update: ["value"],
    filters: ["name"],
    actions: {},
    processes: {},
  },
  localAuthConfig: {
    plural: "localauthconfigs",
    prefix: "",
    methods: { collection: ["GET", "POST"], resource: [] },
    create: {
      type: optional,
      accessMode: optional,
      enabled: optional,
      name: optional,
      password: "required",
      username: "required",
    },
    update: [],
    filters: [],
    actions: {},
    processes: {},
  },
  token: {
    plural: "token",
    prefix: "",
    methods: { collection: ["GET", "POST"], resource: [] },
    create: { type: optional, code: "required" },
    update: [],
    filters: [],
    actions: {},
    processes: {},
  },
  register: {
    plural: "register",
    prefix: "reg",
    methods: { collection: ["GET", "POST"], resource: ["GET"] },
    create: {
      type: optional,
      key: "required",
      name: optional,
      description: optional,
      resourceData: optional,
    },
    update: [],
    filters: ["key"],
    actions: {},
    processes: { create: ["activating", "active"], remove: ["removing", "removed"] },
  },
  publish: {
    plural: "publish",
    prefix: "",
    methods: { collection: ["POST"], resource: [] },
    create: {
      type: optional,
      id: optional,
      name: "required",
      data: optional,
      previousIds: optional,
      publisher: optional,
      resourceId: optional,
      resourceType: optional,
      time: optional,
      transitioning: optional,
    },
    update: [],
    filters: [],
    actions: {},
    processes: {},
  },
};

/** The type of a collection by its name in any spelling: the API ignores case and a missing plural s. */
export function typeOf(name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.keys(schemas).find((type) => [type.toLowerCase(), schemas[type]!.plural].includes(wanted));
}
