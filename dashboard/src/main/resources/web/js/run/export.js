// A chart as a file: the picture as it is seen, and every point there is.
import { compact } from '../shared/format.js';
import { token } from './plot.js';

/** Saves a chart with its heading and the names of its curves as a PNG. canvas: uPlot's. */
export function savePicture(canvas, heading, curves, name) {
  const ratio = devicePixelRatio;
  const head = 56 * ratio;
  const picture = document.createElement('canvas');
  picture.width = canvas.width;
  picture.height = canvas.height + head;
  const ctx = picture.getContext('2d');
  ctx.fillStyle = token('--surface');
  ctx.fillRect(0, 0, picture.width, picture.height);
  ctx.fillStyle = token('--text');
  ctx.font = `600 ${14 * ratio}px ${token('--font')}`;
  ctx.fillText(heading, 12 * ratio, 20 * ratio);
  ctx.font = `${12 * ratio}px ${token('--font')}`;
  let x = 12 * ratio;
  for (const { label, colour, dash, value } of curves) {
    const text = value === undefined ? label : `${label} ${compact(value)}`;
    ctx.strokeStyle = token(colour);
    ctx.lineWidth = 2.5 * ratio;
    ctx.setLineDash(dash ? [4 * ratio, 3 * ratio] : []);
    ctx.beginPath();
    ctx.moveTo(x, 38 * ratio);
    ctx.lineTo(x + 16 * ratio, 38 * ratio);
    ctx.stroke();
    ctx.fillText(text, x + 22 * ratio, 42 * ratio);
    x += 38 * ratio + ctx.measureText(text).width;
  }
  ctx.drawImage(canvas, 0, head);
  picture.toBlob((blob) => save(blob, `${name}.png`));
}

/** Hands a blob to the person as a file. */
export function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
