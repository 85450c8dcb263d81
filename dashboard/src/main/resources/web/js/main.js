// Starts the page: every component registers itself when its module is loaded.
import './shared/app-shell.js';
import './runs/runs-page.js';
import './launch/launch-page.js';
import './run/run-page.js';
import './compare/compare-page.js';
import './data/data-page.js';
import './cluster/cluster-page.js';
import './experiments/experiments-page.js';
import './experiments/experiment-page.js';
