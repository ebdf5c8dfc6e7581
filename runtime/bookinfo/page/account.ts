import { html, type Html } from "./html";
import { signInForm } from "./signIn";

/** The signed-in user with the link to sign out, or the button to sign in. */
export const account = (user: string | undefined): Html =>
  user === undefined ? signInDialog() : signedIn(user);

const signedIn = (user: string): Html =>
  html`<form class="account" method="post" action="/logout">
    <span class="avatar" aria-hidden="true">${user.slice(0, 1).toUpperCase()}</span>
    <span class="who"><span class="hint">Signed in as</span> <strong id="user">${user}</strong></span>
    <button class="quiet">Sign out</button>
  </form>`;

/** The form opens in a popover of the browser, without a script. Browsers without popovers show it in the bar. */
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
