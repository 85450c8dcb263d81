import { html, nothing, PageElement } from '../shared/element.js';
import { api } from '../api.js';
import { ConnectionController } from '../connection.js';
import { cloneAddress } from '../router.js';
import { ACTIONS } from '../shared/states.js';
import { ModelController } from './run-model.js';

const WORDS = {
  stop: ['Stop', 'Finish the step, save, and free the device'],
  pause: ['Pause', 'Wait between two steps and keep the device'],
  continue: ['Continue', 'Go on exactly where it stands'],
  resume: ['Resume', 'Continue from the newest checkpoint'],
  checkpoint: ['Save now', 'Write a checkpoint without stopping'],
};

/** What may be asked of the run now. A stop saves first and can be resumed, so nothing here needs a question. */
class RunActions extends PageElement {
  static properties = { model: {}, asked: { state: true }, answer: { state: true }, problem: { state: true } };
  #redraw = new ModelController(this, 'view');
  #connection = new ConnectionController(this);

  render() {
    const { state, id } = this.model.view;
    const actions = ACTIONS[state] ?? [];
    return html`<div class="actions" role="group" aria-label="Actions">
        ${actions.map((action) => this.#button(action))}
        ${state === 'COMPLETED' ? html`<a class="button" href=${api.reportAddress(id)} target="_blank" title="Scores, best and worst cases, curves and settings on one page" data-testid="report">Report</a>` : nothing}
        <a class="button" href=${cloneAddress(id)} title="Open the launch form with this run’s settings" data-testid="clone">Launch again</a>
      </div>
      <p class="small action-answer" role="status">${this.problem ? html`<span class="error">${this.problem}</span>` : this.answer ?? nothing}</p>`;
  }

  #button(action) {
    const [word, title] = WORDS[action];
    const main = action === 'continue' || action === 'resume';
    return html`<button class="button ${main ? 'primary' : ''}" title=${title} data-testid=${action}
      ?disabled=${this.asked !== undefined || this.#connection.stale} @click=${() => this.#act(action)}>${word}${this.asked === action ? ' …' : ''}</button>`;
  }

  async #act(action) {
    this.asked = action;
    this.problem = this.answer = undefined;
    try {
      this.model.show(await api.act(this.model.id, action));
      if (action === 'checkpoint') this.answer = 'A checkpoint follows after this step.';
    } catch (error) {
      this.problem = error.message;
    }
    this.asked = undefined;
  }
}

customElements.define('run-actions', RunActions);
