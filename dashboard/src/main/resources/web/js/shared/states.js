// The life of a run in words: what is so, and what to do next.
import { compact, count, duration, score } from './format.js';

export const STAGES = ['Autoencoder', 'Alignment', 'Segmentation'];

/** How each state looks: its word, its shape and its tone; tone alone never tells states apart. */
export const LOOKS = {
  QUEUED: { word: 'Queued', tone: '', shape: 'ring' },
  STARTING: { word: 'Starting', tone: 'live', shape: 'half' },
  RUNNING: { word: 'Running', tone: 'live', shape: 'play' },
  PAUSED: { word: 'Paused', tone: 'rest', shape: 'pause' },
  STOPPING: { word: 'Stopping', tone: 'warn', shape: 'half' },
  STOPPED: { word: 'Stopped', tone: 'warn', shape: 'square' },
  COMPLETED: { word: 'Completed', tone: 'good', shape: 'check' },
  FAILED: { word: 'Failed', tone: 'bad', shape: 'cross' },
};

/** What may be asked of a run in a state. Buttons keep their places between running and paused. */
export const ACTIONS = {
  QUEUED: ['stop'],
  STARTING: ['stop'],
  RUNNING: ['pause', 'checkpoint', 'stop'],
  PAUSED: ['continue', 'checkpoint', 'stop'],
  STOPPING: [],
  STOPPED: ['resume'],
  COMPLETED: [],
  FAILED: ['resume'],
};

export const ended = (state) => state === 'STOPPED' || state === 'COMPLETED' || state === 'FAILED';
export const moving = (state) => !ended(state) && state !== 'QUEUED';

/** One or two sentences about a run. */
export function sentence(run) {
  const p = run.progress;
  switch (run.state) {
    case 'QUEUED':
      return run.attempt > 1
        ? 'Lost its worker and waits for a free device. It will continue from its newest checkpoint by itself.'
        : 'Waiting for a free device. It starts by itself as soon as there is one.';
    case 'STARTING':
      return run.attempt > 1
        ? `A worker is taking over from the newest checkpoint (attempt ${run.attempt}).`
        : 'A worker is starting.';
    case 'RUNNING':
      return p ? `Training stage ${p.stage}, ${STAGES[p.stage]?.toLowerCase()}. ${timeLeft(p)}${again(run)}` : `Preparing the images.${again(run)}`;
    case 'PAUSED':
      return 'Paused between two steps and still holding its device. Continue goes on exactly where it stands.';
    case 'STOPPING':
      return 'Finishing its step and saving. This takes a moment.';
    case 'STOPPED':
      return p
        ? `Stopped and saved at step ${count(p.step)} of ${count(p.steps)}. Resume continues exactly from there.`
        : 'Stopped before the first step. Resume starts it.';
    case 'COMPLETED':
      return completed(run);
    case 'FAILED':
      return run.failure?.message ?? 'Ended by an error. The log below says more.';
    default:
      return '';
  }
}

/** Why a run is at another attempt than its first. */
function again({ attempt }) {
  if (!(attempt > 1)) return '';
  return ` Attempt ${attempt}: it went on from its newest checkpoint after it was stopped or had lost its worker; the dotted lines in the curves show where.`;
}

function timeLeft(progress) {
  return progress.secondsLeft >= 0 ? `About ${duration(progress.secondsLeft)} left.` : 'The time left is being measured.';
}

function completed(run) {
  const took = run.started && run.ended ? ` in ${duration((run.ended - run.started) / 1000)}` : '';
  if (!run.scores) return `Finished${took}.`;
  const images = run.scores.images ? ` on ${compact(run.scores.images)} test images` : ' on the test images';
  return `Finished${took}. Dice ${score(run.scores.dice)}${images}, which no decision of the training has seen.`;
}

/** What helps after a failure. */
export function advice(failure) {
  switch (failure?.code) {
    case 'bad-input':
      return 'Correct the setting or the folder that is named, then use “Launch again”.';
    case 'out-of-memory':
      return 'Use “Launch again” with what the message names: a smaller batch saves most.';
    case 'checkpoint-failed':
      return 'Make room on the disk that is named, then press Resume: the checkpoints written before are whole.';
    case 'worker-lost':
      return 'Check that the worker’s machine is up, then press Resume: it continues from the newest checkpoint.';
    case 'launch-failed':
      return 'The worker could not start the run. Look at the log of that machine, then press Resume.';
    case 'store-failed':
      return 'The server could not write to its disk. Make room or correct the rights of its home, then press Resume.';
    default:
      return 'Resume tries again from the newest checkpoint. If it fails in the same place, the log says where.';
  }
}
