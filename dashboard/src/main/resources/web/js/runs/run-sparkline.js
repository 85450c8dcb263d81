import { html, nothing, PageElement } from '../shared/element.js';
import { api } from '../api.js';
import { score } from '../shared/format.js';
import { sparkline } from '../shared/sparkline.js';

const NAMES = ['validation/ema_dice', 'validation/dice'];
const POINTS = 40;

/** How the validation Dice of a run went. Read when the row is first seen, and again when there is a better score. */
class RunSparkline extends PageElement {
  static properties = { run: {}, values: { state: true } };
  #read = '';
  #view = new IntersectionObserver((entries) => {
    this.seen = entries.at(-1).isIntersecting;
    this.#load();
  });

  connectedCallback() {
    super.connectedCallback();
    this.#view.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#view.disconnect();
  }

  updated(changed) {
    if (changed.has('run')) this.#load();
  }

  async #load() {
    const { id, best } = this.run;
    const state = `${id}/${best?.dice}/${best?.ema_dice}`;
    if (!this.seen || !best || state === this.#read) return;
    this.#read = state;
    try {
      const { series } = await api.metrics(id, { names: NAMES, maxPoints: POINTS });
      const longest = NAMES.map((name) => series[name] ?? []).reduce((a, b) => (b.length > a.length ? b : a), []);
      this.values = longest.map(([, value]) => value);
    } catch {
      this.#read = ''; // connection.js tells; the next look reads again
    }
  }

  render() {
    if (!this.values?.length) return nothing;
    return html`${sparkline(this.values, { label: `Validation Dice from ${score(this.values[0])} to ${score(this.values.at(-1))}` })}`;
  }
}

customElements.define('run-sparkline', RunSparkline);
