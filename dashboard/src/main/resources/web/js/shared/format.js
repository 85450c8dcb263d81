// Numbers and times as people read them.

/** Seconds as "45 s", "3 min 20 s", "2 h 5 min", "3 d 4 h". */
export function duration(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return join(Math.floor(s / 60), 'min', s < 600 ? s % 60 : 0, 's');
  if (s < 86_400) return join(Math.floor(s / 3600), 'h', Math.floor((s % 3600) / 60), 'min');
  return join(Math.floor(s / 86_400), 'd', Math.floor((s % 86_400) / 3600), 'h');
}

function join(big, bigUnit, small, smallUnit) {
  return small ? `${big} ${bigUnit} ${small} ${smallUnit}` : `${big} ${bigUnit}`;
}

/** "just now", "5 min ago", "3 h ago", then the date. */
export function ago(time, now = Date.now()) {
  const s = (now - time) / 1000;
  if (s < 45) return 'just now';
  if (s < 3600) return `${Math.max(1, Math.round(s / 60))} min ago`;
  if (s < 86_400) return `${Math.round(s / 3600)} h ago`;
  return new Date(time).toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
}

export const clock = (time) =>
  new Date(time).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });

export const moment = (time) => new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** A score in [0, 1] with three decimals; a dash when there is none. */
export const score = (value) => (Number.isFinite(value) ? value.toFixed(3) : '–');

/** A distance in pixels with one decimal; a dash when undefined. */
export const pixels = (value) => (Number.isFinite(value) ? value.toFixed(1) : '–');

export const count = (value) => Math.round(value).toLocaleString('en-US').replaceAll(',', '\u202f');

/** "412 MiB", "3.1 GiB". */
export function bytes(value) {
  const mib = value / 2 ** 20;
  return mib < 1000 ? `${count(mib)} MiB` : `${(mib / 1024).toFixed(1)} GiB`;
}

/** Four significant digits, in powers of ten where that is shorter. */
export function compact(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e6)) return value.toExponential(2).replace('e-', 'e−').replace('e+', 'e');
  if (size >= 1000) return count(value);
  return String(Number(value.toPrecision(4))).replace('-', '−');
}
