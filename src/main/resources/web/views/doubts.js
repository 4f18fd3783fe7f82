import { html, nothing } from './html.js';
import { conflictText, doubtText, hasLimitsInDoubt } from '../doubts.js';
import { maySetLimits } from '../token.js';

/** What a person has yet to settle; nothing where sites agree. */
export function doubtList({ doubts, conflicts }, ui, send) {
  if (doubts.length + conflicts.length === 0) return nothing;
  return html`
    <section class="card doubts" role="status" data-testid="doubts">
      <h2>To be settled</h2>
      <ul>${conflicts.map((conflict) => html`<li>${conflictText(conflict)}</li>`)}
        ${doubts.map((doubt) => html`<li>${doubtText(doubt)}</li>`)}</ul>
      ${hasLimitsInDoubt(doubts) && maySetLimits(ui.claims)
        ? html`<button data-testid="confirm-limits" @click=${() => send.confirmLimits()}>
            Confirm the limits in force</button>`
        : nothing}
    </section>`;
}
