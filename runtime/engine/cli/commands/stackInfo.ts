import { hostname } from "node:os";
import { STACK_TYPE, urnName } from "../../model/urn";
import type { StoredResource } from "../../backend/checkpoint";
import { type CommandContext, say } from "../context";
import type { Flags } from "../flags";
import { goTime, humanTime } from "../humanTime";
import { displayName, requireStack } from "../stackContext";
import { formatTable, type TableRow } from "../table";
import { outputsOf, outputTable } from "./stackOutput";

/** `pulumi stack`: a summary of a stack. */
export async function stackInfo(context: CommandContext, flags: Flags): Promise<void> {
  const stack = await requireStack(context, flags.stack, { create: true });
  const name = displayName(context, stack, stack.reference);
  if (flags.showName) return say(context, name);

  const checkpoint = await stack.backend.read(stack.reference);
  const { latest } = checkpoint;
  say(context, `Current stack is ${name}:`);
  say(context, `    Managed by ${hostname()}`);
  if (latest) {
    const { time, version } = latest.manifest;
    if (Date.parse(time) <= Date.now())
      say(context, `    Last updated: ${humanTime(Date.parse(time))} (${goTime(time)})`);
    if (version) say(context, `    Pulumi version used: ${version}`);
    const secrets = latest.secrets_providers?.type;
    if (secrets) say(context, `    Secrets provider: ${secrets}`);
  } else say(context, "    No updates yet; run `pulumi up`");

  const resources = latest?.resources ?? [];
  say(context, `Current stack resources (${resources.length}):`);
  if (resources.length === 0) say(context, "    No resources currently in this stack");
  else {
    context.stdout.write(formatTable(["TYPE", "NAME"], resourceRows(resources, flags), "    "));
    say(context);
    context.stdout.write(outputTable(await outputsOf(context, checkpoint, flags.showSecrets ?? false)));
  }
  say(context);
  say(context, "Use `pulumi stack select` to change stack; `pulumi stack ls` lists known ones");
}

interface TreeNode {
  resource: StoredResource;
  children: TreeNode[];
}

/** The resources as a tree below the stack's resource; a plain list when the state has none. */
function resourceRows(resources: StoredResource[], flags: Flags): TableRow[] {
  const nodes = new Map<string, TreeNode>();
  for (const resource of resources) nodes.set(resource.urn, { resource, children: [] });
  const root = resources.find((resource) => resource.type === STACK_TYPE && !resource.parent);
  if (!root) return resources.map((resource) => row(resource, "", "    ", flags));

  const orphans: TreeNode[] = [];
  for (const node of nodes.values()) {
    if (node.resource === root) continue;
    const parent = nodes.get(String(node.resource.parent ?? ""));
    (parent?.children ?? orphans).push(node);
  }
  const rootNode = nodes.get(root.urn)!;
  rootNode.children.push(...orphans);
  const rows: TableRow[] = [];
  addRows(rootNode, "", "", flags, rows);
  return rows;
}

const BRANCH = { last: "└─ ", other: "├─ " };

function addRows(node: TreeNode, padding: string, branch: string, flags: Flags, rows: TableRow[]): void {
  const childPadding = padding + (branch === "" ? "" : branch === BRANCH.last ? "   " : "│  ");
  const info = childPadding + (node.children.length > 0 ? "│  " : "   ");
  rows.push(row(node.resource, padding + branch, info, flags));
  node.children.forEach((child, index) => {
    const last = index === node.children.length - 1;
    addRows(child, childPadding, last ? BRANCH.last : BRANCH.other, flags, rows);
  });
}

function row(resource: StoredResource, prefix: string, info: string, flags: Flags): TableRow {
  let below = "";
  if (flags.showUrns) below += `    ${info}URN: ${resource.urn}\n`;
  if (flags.showIds && resource.id) below += `    ${info}ID: ${String(resource.id)}\n`;
  return { cells: [prefix + resource.type, urnName(resource.urn)], below };
}
