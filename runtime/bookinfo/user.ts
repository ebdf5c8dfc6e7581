/**
 * The signed-in user: the request's cookie `user`, as in every release of the sample, so that routing rules can match
 * `user=jason`. It is a name for the page and the rules; nothing is authenticated.
 */
const cookieName = "user";
const userCookie = new RegExp(`(?:^|;)\\s*${cookieName}\\s*=([^;]*)`);

/** The form of a name. Names go into cookies and headers unchanged, so that a rule sees the typed text. */
const allowed = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,31}$/;
export const allowedUserName =
  "1 to 32 letters (a to z), digits, dots, hyphens, underscores or @, a letter or digit first";

/** Returns the typed name without surrounding blanks, or undefined if it is not allowed. */
export function userName(typed: string): string | undefined {
  const name = typed.trim();
  return allowed.test(name) ? name : undefined;
}

/** Returns the user in a Cookie header, or undefined without an allowed one. */
export function signedInUser(cookies = ""): string | undefined {
  const value = userCookie.exec(cookies)?.[1];
  return value === undefined ? undefined : userName(value);
}

/** The Set-Cookie header that signs a user in until the browser closes. */
export const signInCookie = (name: string): string => `${cookieName}=${name}; Path=/; HttpOnly; SameSite=Lax`;

/** The Set-Cookie header that signs out. */
export const signOutCookie = `${cookieName}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`;
