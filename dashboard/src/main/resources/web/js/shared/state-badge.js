import { html, PageElement, svg } from './element.js';
import { LOOKS } from './states.js';
import { ConnectionController } from '../connection.js';

const SHAPES = {
  ring: svg`<circle cx="5" cy="5" r="3.75" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="2 1.6"/>`,
  half: svg`<circle cx="5" cy="5" r="4" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M5 1a4 4 0 0 1 0 8z" fill="currentColor"/>`,
  play: svg`<path d="M2 .8v8.4L9.200 5z" fill="currentColor"/>`,
  pause: svg`<path d="M2 1h2v8H2zM6 1h2v8H6z" fill="currentColor"/>`,
  square: svg`<path d="M1.500 1.500h7v7h-7z" fill="currentColor"/>`,
  check: svg`<path d="M1 5.300 4 8l5-6" fill="none" stroke="currentColor" stroke-width="1.900"/>`,
  cross: svg`<path d="M1.500 1.500l7 7M8.500 1.500l-7 7" fill="none" stroke="currentColor" stroke-width="1.900"/>`,
};

/** The state of a run as a word and a shape. Without a connection it says that the state is an old one. */
class StateBadge extends PageElement {
  static properties = { state: {} };
  #connection = new ConnectionController(this);

  render() {
    const look = LOOKS[this.state] ?? { word: this.state, tone: '', shape: 'ring' };
    const stale = this.#connection.stale;
    return html`<span class="badge ${stale ? 'stale' : look.tone}" data-state=${this.state}
      ><svg viewBox="0 0 10 10" aria-hidden="true">${SHAPES[look.shape]}</svg>${stale ? 'Last known: ' : ''}${look.word}</span>`;
  }
}

customElements.define('state-badge', StateBadge);
