import { html, nothing } from './html.js';

export function signIn(ui, send) {
  const submit = (event) => {
    event.preventDefault();
    send.signIn(new FormData(event.target).get('token'));
  };
  return html`
    <main class="gate">
      <form class="gate-card" @submit=${submit}>
        <h1 class="brand"><img src="/icon.svg" alt="" width="44" height="44">Vigil</h1>
        <p class="muted">Sign in with the token you were given.</p>
        <label for="token">Access token</label>
        <input id="token" name="token" type="password" autocomplete="off" spellcheck="false"
          required autofocus data-testid="sign-in-token"
          aria-describedby="sign-in-problem" ?disabled=${ui.signingIn}>
        <button class="primary" data-testid="sign-in-button" ?disabled=${ui.signingIn}>
          ${ui.signingIn ? 'Signing in…' : 'Sign in'}
        </button>
        <p id="sign-in-problem" class="problem" role="alert" data-testid="sign-in-problem">
          ${ui.signInProblem ?? nothing}
        </p>
        <p class="fine">The token stays in this tab and is forgotten when the tab is closed.
          Vigil supports clinical staff; it is not a cleared medical device.</p>
      </form>
    </main>`;
}
