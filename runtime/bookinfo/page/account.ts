import { html, type Html } from "./html";
import { signInForm } from "./signInForm";

/** Who is signed in and the way out, or the way in. */
export const account = (user: string | undefined): Html =>
  user === undefined ? signInDialog() : signedIn(user);

const signedIn = (user: string): Html =>
  html`<form class="account" method="post" action="/logout">
    <span class="avatar" aria-hidden="true">${user.slice(0, 1).toUpperCase()}</span>
    <span class="who"><span class="hint">Signed in as</span> <strong id="user">${user}</strong></span>
    <button class="quiet">Sign out</button>
  </form>`;

/** The form opens over the page by the browser's own popovers: no script. Where there are none it stands in the bar. */
const signInDialog = (): Html =>
  html`<div class="account">
    <button type="button" popovertarget="sign-in">Sign in</button>
    <div id="sign-in" class="dialog" popover role="dialog" aria-labelledby="sign-in-title">
      <div class="dialog-head">
        <h2 id="sign-in-title">Sign in</h2>
        <button
          type="button"
          class="quiet close"
          popovertarget="sign-in"
          popovertargetaction="hide"
          aria-label="Close"
        >
          <span aria-hidden="true">×</span>
        </button>
      </div>
      ${signInForm()}
    </div>
  </div>`;
