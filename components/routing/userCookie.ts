/**
 * Returns a regular expression for a `cookie` header with the sample's cookie `user`. Browsers separate cookies
 * by `; `, the release's rules by `;`.
 * @param between regular expression for the text between `;` and the cookie
 */
export function userCookie(user: string, between = ""): string {
  return `^(.*?;${between})?(user=${user.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")})(;.*)?$`;
}
