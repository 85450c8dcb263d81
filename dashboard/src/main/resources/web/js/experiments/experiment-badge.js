import { html } from '../shared/element.js';

const LOOKS = { RUNNING: ['live', 'Running'], COMPLETED: ['good', 'Completed'], INCOMPLETE: ['warn', 'Incomplete'] };

/** How far an experiment is, as a word with a colour. */
export function experimentBadge(state) {
  const [look, word] = LOOKS[state] ?? ['rest', state];
  return html`<span class="badge ${look}" data-testid="experiment-state">${word}</span>`;
}
