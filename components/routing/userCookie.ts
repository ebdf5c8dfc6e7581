/**
 * A regular expression for the whole `cookie` header of requests of a user that is signed in, as the sample's
 * cookie `user` says it. What browsers put between two cookies (`; `) and the bare `;` of the release are the same
 * to `between`.
 * @param between what may be between the `;` after the cookie before and this one
 */
export function userCookie(user: string, between = ""): string {
  return `^(.*?;${between})?(user=${user.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")})(;.*)?$`;
}
