import { UserError } from "../workspace/userError";

/** The one organization that the file backend knows. */
export const ORGANIZATION = "organization";

/** Which stack of which project. */
export interface StackReference {
  project: string;
  stack: string;
}

/** `organization/PROJECT/STACK`. */
export const fullyQualifiedName = (reference: StackReference): string =>
  `${ORGANIZATION}/${reference.project}/${reference.stack}`;

/**
 * The stack that a text names: `STACK`, `organization/STACK` or `organization/PROJECT/STACK`.
 * @param project what a short form belongs to; undefined outside of a project
 * @throws UserError when it is no stack's name
 */
export function parseStackReference(text: string, project: string | undefined): StackReference {
  if (text === "") throw new UserError("stack name must not be empty");
  const parts = text.split("/");
  if (parts.length > 3)
    throw new UserError(
      `${JSON.stringify(text)} is no stack: the forms are STACK and organization/PROJECT/STACK`,
    );
  const stack = parts.at(-1)!;
  const organization = parts.length > 1 ? parts[0] : ORGANIZATION;
  const named = parts.length === 3 ? parts[1]! : project;
  if (organization !== ORGANIZATION) throw new UserError("organization name must be 'organization'");
  if (named === undefined)
    throw new UserError(
      "if you're using the --stack flag, pass the fully qualified name (organization/project/stack)",
    );
  if (!/^[A-Za-z0-9_.-]{1,100}$/.test(named))
    throw new UserError(
      `${JSON.stringify(named)} is no project name: letters, digits, hyphens, underscores and periods are allowed`,
    );
  return { project: named, stack: validateStackName(stack) };
}

/**
 * The name, when it is one for a stack.
 * @throws UserError naming the first wrong character
 */
export function validateStackName(name: string): string {
  if (name === "") throw new UserError("a stack name may not be empty");
  if (name.length > 100) throw new UserError("a stack name cannot exceed 100 characters");
  const wrong = /[^A-Za-z0-9_.-]/u.exec(name);
  if (wrong)
    throw new UserError(
      "a stack name may only contain alphanumeric, hyphens, underscores, or periods: " +
        `invalid character '${wrong[0]}' at position ${wrong.index}`,
    );
  // Names are path components: these two are not ones.
  if (name === "." || name === "..") throw new UserError(`a stack cannot be named '${name}'`);
  return name;
}
