import { UserError } from "../workspace/userError";

/** The only organization of the file backend. */
export const ORGANIZATION = "organization";

export interface StackReference {
  project: string;
  stack: string;
}

/** `organization/PROJECT/STACK`. */
export const fullyQualifiedName = (reference: StackReference): string =>
  `${ORGANIZATION}/${reference.project}/${reference.stack}`;

/**
 * Parses `STACK`, `organization/STACK` or `organization/PROJECT/STACK`.
 * @param project the project of the short forms; undefined outside of a project
 * @throws UserError when the text is not the name of a stack
 */
export function parseStackReference(text: string, project: string | undefined): StackReference {
  if (text === "") throw new UserError("stack name must not be empty");
  const parts = text.split("/");
  if (parts.length > 3)
    throw new UserError(
      `${JSON.stringify(text)} is not a stack name: expected STACK or organization/PROJECT/STACK`,
    );
  const stack = parts.at(-1)!;
  const organization = parts.length > 1 ? parts[0] : ORGANIZATION;
  const named = parts.length === 3 ? parts[1]! : project;
  if (organization !== ORGANIZATION) throw new UserError("organization name must be 'organization'");
  if (named === undefined)
    throw new UserError(
      "no Pulumi.yaml project file found; either run this command from a directory containing a Pulumi project, or " +
        "pass the fully qualified stack name (organization/project/stack)",
    );
  if (!/^[A-Za-z0-9_.-]{1,100}$/.test(named))
    throw new UserError(
      `${JSON.stringify(named)} is not a project name: expected up to 100 letters, digits, hyphens, underscores and periods`,
    );
  return { project: named, stack: validateStackName(stack) };
}

/**
 * Returns the name if it is valid for a stack.
 * @throws UserError with the first invalid character
 */
function validateStackName(name: string): string {
  if (name === "") throw new UserError("a stack name may not be empty");
  if (name.length > 100) throw new UserError("a stack name cannot exceed 100 characters");
  const wrong = /[^A-Za-z0-9_.-]/u.exec(name);
  if (wrong)
    throw new UserError(
      "a stack name may only contain alphanumeric, hyphens, underscores, or periods: " +
        `invalid character '${wrong[0]}' at position ${wrong.index}`,
    );
  // Names become file names, which these cannot be.
  if (name === "." || name === "..") throw new UserError(`a stack cannot be named '${name}'`);
  return name;
}
